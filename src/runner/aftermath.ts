import type { Exit } from '../core/report.ts'
import type { Entry } from './journal/journal.ts'
import type { Standing, Taken } from './journal/record.ts'

const exit: Exit = {
  cause: 'runner-gone',
  code: null,
  signal: null,
  message: 'The runner was killed or crashed; its agent was ended.',
  stderr: '',
}

/**
 * What is told when a runner comes back and finds what its predecessor left unfinished: orders, and runs
 * without an exit. A run ends before its start is told to be unsettled: it was cut off, it did not fail to start.
 */
export function aftermath({ runs, unsettled }: Standing, at: number): Entry[] {
  const error = {
    code: 'runner-restarted',
    message: 'The runner ended before this was settled; nobody can say whether it was done.',
  }
  const settled = ({ id, session }: Taken): Entry => ({
    at,
    session,
    report: { type: 'command.settled', command: id, error },
  })
  return [
    ...unsettled.filter(({ type }) => type !== 'start').map(settled),
    ...runs.map(([run, session]): Entry => ({
      at,
      session,
      report: { type: 'agent.exited', run, exit },
    })),
    ...unsettled.filter(({ type }) => type === 'start').map(settled),
  ]
}
