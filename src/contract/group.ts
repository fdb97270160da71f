import type { SessionJson } from './session.ts'

/** The four heaps of a list, most urgent first. */
export const groups = ['Needs you', 'Working', 'To review', 'Quiet'] as const
export type Group = (typeof groups)[number]

/** The heap that a session lies on. What is done lies there until somebody has seen it. */
export function groupOf({ state, seen }: Pick<SessionJson, 'state' | 'seen'>): Group {
  switch (state) {
    case 'needs-approval':
    case 'needs-input':
    case 'failed':
    case 'crashed':
      return 'Needs you'
    case 'starting':
    case 'running':
    case 'resuming':
      return 'Working'
    case 'idle':
      return seen ? 'Quiet' : 'To review'
    case 'stopped':
    case 'done':
      return 'Quiet'
  }
}
