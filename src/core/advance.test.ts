import { expect, test } from 'vitest'
import { advance, decide } from './decide.ts'
import type { SessionEvent } from './event.ts'
import type { Session } from './session.ts'
import {
  asks,
  atRest,
  counting,
  created,
  ended,
  exited,
  given,
  inTurn,
  prompted,
  queued,
  ready as agentReady,
  requested,
} from './testing.ts'

const still = { events: [], orders: [] }

test('the prompt that waits longest goes to an agent at rest', () => {
  expect(advance(given(...atRest, queued('a'), queued('b')), counting())).toEqual({
    events: [{ type: 'prompt.sent', id: 'a', turn: 'n1' }],
    orders: [
      { session: 's', run: 'r1', type: 'prompt', turn: 'n1', prompt: 'a', text: 'text of a' },
    ],
  })
})

test('after a turn the next prompt follows', () => {
  expect(advance(given(...inTurn, queued('a'), ended()), counting()).orders).toHaveLength(1)
})

test('a prompt brings back an agent that was let go', () => {
  expect(advance(given(...atRest, exited('released'), queued('a')), counting())).toMatchObject({
    events: [{ type: 'agent.requested', resume: 'token', by: 'person' }],
    orders: [{ type: 'start', resume: 'token' }],
  })
})

test('a fork begins with a copy, and goes on with its own session from then on', () => {
  const fork = created({ resumeToken: 'theirs', forkOf: 'other' })
  const began = given(fork, requested, exited('signalled'))
  const orders = (session: Session) =>
    decide(session, { type: 'resume', by: 'person', attempt: 1 }, counting())
  expect(orders(began)).toMatchObject({ orders: [{ resume: 'theirs', fork: true }] })
  const ready = { ...agentReady, token: 'own', continuity: 'fork' as const }
  const crashed = given(fork, requested, ready, exited('signalled'))
  expect(crashed.fork).toEqual({ of: 'other', from: null })
  expect(orders(crashed)).toMatchObject({ orders: [{ resume: 'own' }] })
  expect(orders(crashed)).not.toMatchObject({ orders: [{ fork: true }] })
})

test.each<[string, SessionEvent]>([
  ['the person prompts again', queued('b')],
  ['the person lets the queue go on', { type: 'queue.released' }],
])('a queue that was held by a failure goes on when %s, oldest first', (_, word) => {
  const session = given(...inTurn, queued('a'), ended('failed'), word)
  expect(advance(session, counting()).events).toMatchObject([{ type: 'prompt.sent', id: 'a' }])
})

test.each<[string, SessionEvent[]]>([
  ['nothing waits', atRest],
  ['a turn runs', [...inTurn, queued('a')]],
  ['a prompt is under way', [...atRest, ...prompted, queued('a')]],
  ['the agent is not ready', [requested, queued('a')]],
  ['the agent is being stopped', [...atRest, queued('a'), { type: 'stop.asked' }]],
  ['the agent crashed', [...atRest, queued('a'), exited('signalled')]],
  ['the agent was stopped', [...atRest, queued('a'), exited('stopped')]],
  [
    'it failed and the agent was let go',
    [...inTurn, queued('a'), ended('failed'), exited('released')],
  ],
  ['the last turn failed', [...inTurn, queued('a'), queued('b'), ended('failed')]],
  ['the session is closed', [...atRest, asks('a'), queued('a'), { type: 'session.closed' }]],
])('nothing follows where %s', (_, events) => {
  expect(advance(given(...events), counting())).toEqual(still)
})
