import { expect, test } from 'vitest'
import type { SessionEvent } from './event.ts'
import type { Order } from './order.ts'
import { refused } from './receive.ts'
import { atRest, exited, given, inTurn, prompted, requested } from './testing.ts'

const stop: SessionEvent = { type: 'stop.asked' }

const closed: SessionEvent = { type: 'session.closed' }

const to = { session: 's', run: 'r1' }

const error = { code: 'agent-failed', message: 'it would not' }

const start: Order = {
  ...to,
  type: 'start',
  agent: 'demo',
  cwd: '/shop',
  model: null,
  permission: 'ask',
  rules: [],
  resume: null,
}

const steer: Order = { ...to, type: 'steer', prompt: 'p9', text: 'left' }

test.each<[string, SessionEvent[], Order, typeof error, unknown[]]>([
  [
    'a start crashes the session with the reason',
    [requested],
    start,
    error,
    [{ type: 'agent.exited', exit: { cause: 'spawn-failed', message: 'it would not' } }],
  ],
  ['a start of another run changes nothing', atRest, { ...start, run: 'old' }, error, []],
  [
    'a prompt is told',
    [...atRest, ...prompted],
    { ...to, type: 'prompt', turn: 't1', prompt: 'p1', text: 'go on' },
    error,
    [{ type: 'prompt.refused', id: 'p1', ...error }],
  ],
  [
    'a prompt that is back in the queue leaves it there',
    [...atRest, ...prompted, exited('exited')],
    { ...to, type: 'prompt', turn: 't1', prompt: 'p1', text: 'go on' },
    error,
    [],
  ],
  [
    'a steering prompt puts it first in the queue',
    inTurn,
    steer,
    error,
    [
      { type: 'prompt.refused', id: 'p9' },
      { type: 'prompt.queued', prompt: { id: 'p9', text: 'left', by: 'person' }, first: true },
    ],
  ],
  [
    'a steering prompt of a closed session is only told',
    [...atRest, closed],
    steer,
    error,
    [{ type: 'prompt.refused' }],
  ],
  [
    'a stop of an agent that is not there stops the session',
    [...inTurn, stop],
    { ...to, type: 'stop', cause: 'stopped' },
    { code: 'no-agent', message: 'none' },
    [
      { type: 'turn.ended', outcome: 'stopped' },
      { type: 'agent.exited', exit: { cause: 'stopped' } },
    ],
  ],
  [
    'another refusal of a stop changes nothing',
    [...inTurn, stop],
    { ...to, type: 'stop', cause: 'stopped' },
    error,
    [],
  ],
  ['an interrupt changes nothing', inTurn, { ...to, type: 'interrupt' }, error, []],
])('a refusal of %s', (_, events, order, why, expected) => {
  expect(refused(given(...events), order, why)).toMatchObject(expected)
})
