import { expect, test } from 'vitest'
import type { State } from '../../core/session.ts'
import { agentCounts } from './agent-counts.ts'

const agent = (state: State, asked = 0) => ({
  state,
  asks: Array.from({ length: asked }, (_, at) => ({
    ask: { id: `a${at}`, kind: 'approval' as const, title: '' },
    since: 0,
  })),
})

test('each agent that asks counts once as waiting, however much it asks', () => {
  expect(agentCounts([agent('needs-approval', 2), agent('needs-input', 1)])).toBe('2 waiting')
})

test('one whose subagent asks runs on, and one at rest is not counted', () => {
  const tree = [agent('running'), agent('needs-approval', 1), agent('done'), agent('idle')]
  expect(agentCounts(tree)).toBe('1 running, 1 waiting')
})

test('where all rest there is nothing to count', () => {
  expect(agentCounts([agent('idle'), agent('failed')])).toBe('')
})
