import type { Outcome } from '../../core/report.ts'
import type { State } from '../../core/session.ts'

/** The words a person reads for a state. */
export function stateWord(state: State, seen: boolean, outcome: Outcome | null = null): string {
  switch (state) {
    case 'starting':
      return 'Starting'
    case 'running':
      return 'Running'
    case 'needs-approval':
      return 'Needs approval'
    case 'needs-input':
      return 'Needs input'
    case 'idle':
      return `${restWord(outcome)}${seen ? '' : ', not seen'}`
    case 'failed':
      return 'Failed'
    case 'crashed':
      return 'Crashed'
    case 'resuming':
      return 'Resuming'
    case 'stopped':
      return 'Stopped'
    case 'done':
      return 'Done'
  }
}

/** What a session at rest did last: not all of it was done to its end. */
function restWord(outcome: Outcome | null): string {
  if (outcome === 'crashed') return 'Cut off'
  return outcome === 'interrupted' ? 'Interrupted' : 'Done'
}

export type Hue = 'run' | 'wait' | 'done' | 'fail' | 'off'

export function stateHue(state: State, seen: boolean): Hue {
  switch (state) {
    case 'starting':
    case 'running':
    case 'resuming':
      return 'run'
    case 'needs-approval':
    case 'needs-input':
      return 'wait'
    case 'failed':
    case 'crashed':
      return 'fail'
    case 'idle':
      return seen ? 'off' : 'done'
    case 'stopped':
    case 'done':
      return 'off'
  }
}
