import type { Session } from './session.ts'

/** The four heaps of a list, most urgent first. */
export const groups = ['Needs you', 'Working', 'To review', 'Quiet'] as const
export type Group = (typeof groups)[number]

/** The heap that a session lies on for its own sake. What is done or failed lies there until somebody has seen it. */
export function groupOf({ state, seen }: Pick<Session, 'state' | 'seen'>): Group {
  switch (state) {
    case 'needs-approval':
    case 'needs-input':
      return 'Needs you'
    case 'failed':
    case 'crashed':
      return seen ? 'Quiet' : 'Needs you'
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

/**
 * A person has to do something: answer, or look at a failure. The one definition behind every list, badge,
 * count and key. How a subagent ended is its parent's business.
 */
export function needsYou({
  state,
  seen,
  child,
}: Pick<Session, 'state' | 'seen'> & { child: unknown }): boolean {
  const failed = state === 'failed' || state === 'crashed'
  return groupOf({ state, seen }) === 'Needs you' && !(failed && child !== null)
}
