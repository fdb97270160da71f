import type { Session } from '../../core/session.ts'
import { stateHue } from '../ui/state.ts'

/** How many agents of a tree run, and how many wait for the person: by what their rows show, with a turn or without. */
export function agentCounts(nodes: readonly Pick<Session, 'state' | 'asks'>[]): string {
  const rest = nodes.filter(({ asks }) => asks.length === 0)
  const running = rest.filter(({ state }) => stateHue(state, true) === 'run').length
  return [
    { n: running, word: 'running' },
    { n: nodes.length - rest.length, word: 'waiting' },
  ]
    .filter(({ n }) => n > 0)
    .map(({ n, word }) => `${n} ${word}`)
    .join(', ')
}
