import { expect, test } from 'vitest'
import { decide, type Command } from './decide.ts'
import type { SessionEvent } from './event.ts'
import {
  asks,
  atRest,
  childTurn,
  closed,
  counting,
  ended,
  given,
  gone,
  inTurn,
  prompted,
  queued,
  ready,
  resume,
} from './testing.ts'

const prompt = { id: 'p9', text: 'more', by: 'person' }

const ask = (now = false): Command => ({ type: 'prompt', prompt, now })

const stop: SessionEvent = { type: 'stop.asked' }

const to = { session: 's', run: 'r1' }

const started = {
  type: 'start',
  session: 's',
  run: 'n1',
  agent: 'demo',
  cwd: '/shop',
  model: null,
  permission: 'ask',
  rules: [],
  resume: 'token',
}

test.each<[string, SessionEvent[], Command, unknown[], unknown[]]>([
  [
    'a prompt to an agent at rest waits for its turn',
    atRest,
    ask(),
    [{ type: 'prompt.queued', prompt, first: false }],
    [],
  ],
  [
    'a prompt in a turn waits',
    inTurn,
    ask(),
    [{ type: 'prompt.queued', prompt, first: false }],
    [],
  ],
  [
    'a prompt where the agent is gone brings it back',
    gone,
    ask(),
    [
      { type: 'prompt.queued', prompt, first: false },
      {
        type: 'agent.requested',
        run: 'n1',
        runner: 'local',
        resume: 'token',
        by: 'person',
        attempt: 1,
      },
    ],
    [started],
  ],
  [
    'an urgent prompt in a turn steers it',
    inTurn,
    ask(true),
    [
      { type: 'prompt.queued', prompt, first: true },
      { type: 'prompt.steered', id: 'p9' },
    ],
    [{ ...to, type: 'steer', prompt: 'p9', text: 'more' }],
  ],
  [
    'an urgent prompt at rest is the first that waits',
    atRest,
    ask(true),
    [{ type: 'prompt.queued', prompt, first: true }],
    [],
  ],
  ['a prompt that waits already is asked once', [...atRest, queued('p9')], ask(), [], []],
  [
    'a prompt that waits can be edited',
    [...atRest, queued('p9')],
    { type: 'edit-prompt', id: 'p9', text: 'better' },
    [{ type: 'prompt.edited', id: 'p9', text: 'better' }],
    [],
  ],
  [
    'a prompt that waits can be dropped',
    [...atRest, queued('p9')],
    { type: 'drop-prompt', id: 'p9' },
    [{ type: 'prompt.dropped', id: 'p9', reason: 'dropped by the person' }],
    [],
  ],
  [
    'a turn can be interrupted',
    inTurn,
    { type: 'interrupt' },
    [{ type: 'interrupt.asked', turn: 't1' }],
    [{ ...to, type: 'interrupt' }],
  ],
  [
    'a turn that is about to begin can be interrupted',
    [...atRest, ...prompted],
    { type: 'interrupt' },
    [{ type: 'interrupt.asked', turn: 't1' }],
    [{ ...to, type: 'interrupt' }],
  ],
  [
    'an agent can be stopped',
    inTurn,
    { type: 'stop' },
    [stop],
    [{ ...to, type: 'stop', cause: 'stopped' }],
  ],
  [
    'a crashed session can be stopped, so that nothing brings it back',
    gone,
    { type: 'stop' },
    [stop],
    [],
  ],
  [
    'a session without an agent can be resumed',
    gone,
    resume,
    [
      {
        type: 'agent.requested',
        run: 'n1',
        runner: 'local',
        resume: 'token',
        by: 'person',
        attempt: 1,
      },
    ],
    [started],
  ],
  [
    'a session at rest can be closed, and its agent ends',
    atRest,
    { type: 'close' },
    [{ type: 'session.closed' }],
    [{ ...to, type: 'stop', cause: 'stopped' }],
  ],
  [
    'a session without an agent can be closed',
    gone,
    { type: 'close' },
    [{ type: 'session.closed' }],
    [],
  ],
  [
    'closing withdraws what is asked',
    [...atRest, asks('a')],
    { type: 'close' },
    [
      { type: 'ask.answered', id: 'a', answer: { choice: 'withdrawn' }, by: 'agent' },
      { type: 'session.closed' },
    ],
    [{ ...to, type: 'stop', cause: 'stopped' }],
  ],
  [
    'an end can be marked as seen',
    [...inTurn, ended()],
    { type: 'mark-seen' },
    [{ type: 'seen.marked' }],
    [],
  ],
  ['what is seen is not marked again', atRest, { type: 'mark-seen' }, [], []],
  ['a closed session can be marked as seen', closed, { type: 'mark-seen' }, [], []],
])('%s', (_, events, command, expected, orders) => {
  expect(decide(given(...events), command, counting())).toMatchObject({ events: expected, orders })
})

test('an urgent prompt to an agent that cannot be steered is first in the queue, and that is said', () => {
  const session = { ...given(...inTurn), can: { resume: true, steer: false, stopChild: false } }
  expect(decide(session, ask(true), counting())).toEqual({
    events: [{ type: 'prompt.queued', prompt, first: true }],
    orders: [],
    note: 'cannot-steer',
  })
})

test('a subagent can be stopped where its agent can do that', () => {
  const root = { ...given(...inTurn), id: 'root', rootId: 'root' }
  expect(decide(given(...childTurn), { type: 'stop' }, counting(), root)).toEqual({
    events: [stop],
    orders: [{ session: 'root', run: 'r1', type: 'stop-child', key: 'k' }],
  })
})

test('a decision changes nothing that it was given', () => {
  const session = Object.freeze(given(...atRest, ready))
  expect(() => decide(session, ask(), counting())).not.toThrow()
})

test('resuming lets a queue go on that a failed turn held, and the agent stays', () => {
  const held = given(...inTurn, queued('a'), ended('failed'))
  expect(decide(held, resume, counting())).toEqual({
    events: [{ type: 'queue.released' }],
    orders: [],
  })
  expect(decide(given(...inTurn, ended('failed')), resume, counting())).toMatchObject({
    rejected: 'already-running',
  })
})
