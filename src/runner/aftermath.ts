import type { Exit } from '../core/report.ts'
import type { Entry } from './journal/journal.ts'
import type { Standing } from './journal/record.ts'

const exit: Exit = {
  cause: 'runner-gone',
  code: null,
  signal: null,
  message: 'The runner was killed or crashed; its agent was ended.',
  stderr: '',
}

/** What is told when a runner comes back and finds what its predecessor left unfinished: orders, and runs without an exit. */
export function aftermath({ runs, unsettled }: Standing, at: number): Entry[] {
  const unstarted = new Set(unsettled.filter(({ type }) => type === 'start').map(({ run }) => run))
  const error = {
    code: 'runner-restarted',
    message: 'The runner ended before this was settled; nobody can say whether it was done.',
  }
  return [
    ...unsettled.map(({ id, session }): Entry => ({
      at,
      session,
      report: { type: 'command.settled', command: id, error },
    })),
    // A start that was not settled told of no agent: its failure is all there is to tell.
    ...runs
      .filter(([run]) => !unstarted.has(run))
      .map(([run, session]): Entry => ({
        at,
        session,
        report: { type: 'agent.exited', run, exit },
      })),
  ]
}
