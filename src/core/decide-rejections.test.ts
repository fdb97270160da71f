import { expect, test } from 'vitest'
import { decide, queueLimit, type Command, type Rejection } from './decide.ts'
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
  reply,
  resume,
} from './testing.ts'

const prompt = { id: 'p9', text: 'more', by: 'person' }

const ask = (now = false): Command => ({ type: 'prompt', prompt, now })

const stop: SessionEvent = { type: 'stop.asked' }

const full = Array.from({ length: queueLimit }, (_, i) => queued(`q${i}`))

test.each<[string, Rejection['rejected'], SessionEvent[], Command]>([
  ['anything of a closed session', 'session-closed', closed, ask()],
  ['resuming a closed session', 'session-closed', closed, resume],
  ['prompting a subagent', 'is-subagent', childTurn, ask()],
  ['interrupting a subagent', 'is-subagent', childTurn, { type: 'interrupt' }],
  ['resuming a subagent', 'is-subagent', childTurn, resume],
  ['closing a subagent', 'is-subagent', childTurn, { type: 'close' }],
  ['configuring a subagent', 'is-subagent', childTurn, { type: 'configure', onCrash: 'leave' }],
  ['prompting while the agent is being stopped', 'is-stopping', [...inTurn, stop], ask()],
  ['prompting where too many wait', 'queue-full', [...inTurn, ...full], ask()],
  [
    'editing what does not wait',
    'no-such-prompt',
    inTurn,
    { type: 'edit-prompt', id: 'p1', text: 'x' },
  ],
  ['dropping what does not wait', 'no-such-prompt', inTurn, { type: 'drop-prompt', id: 'p1' }],
  ['interrupting at rest', 'no-turn', atRest, { type: 'interrupt' }],
  ['stopping what is stopped', 'not-running', [...gone, stop], { type: 'stop' }],
  ['stopping a subagent that is over', 'not-running', [...childTurn, ended()], { type: 'stop' }],
  [
    'stopping a subagent alone where that cannot be',
    'cannot-stop-subagent',
    childTurn,
    { type: 'stop' },
  ],
  ['resuming what runs', 'already-running', atRest, resume],
  ['closing in a turn', 'still-running', inTurn, { type: 'close' }],
  ['closing with a prompt under way', 'still-running', [...atRest, ...prompted], { type: 'close' }],
  [
    'another permission for an agent that keeps its own',
    'cannot-switch',
    [
      ...atRest.slice(0, -1),
      { ...ready, can: { ...ready.can, switch: { model: true, permission: false } } },
    ],
    { type: 'configure', permission: 'bypass', model: 'large' },
  ],
  [
    'another model for an agent of which nothing can be changed',
    'cannot-switch',
    [...atRest.slice(0, -1), { ...ready, can: { resume: true, steer: true, stopChild: true } }],
    { type: 'configure', model: 'large' },
  ],
  [
    'another model while the agent starts',
    'not-ready',
    atRest.slice(0, -1),
    { type: 'configure', model: 'large' },
  ],
  [
    'another model while the agent is being stopped',
    'is-stopping',
    [...inTurn, stop],
    { type: 'configure', model: 'large' },
  ],
  ['answering what is not asked', 'not-waiting', inTurn, reply('a', { choice: 'allow' })],
  [
    'a reply to an approval',
    'wrong-answer',
    [...inTurn, asks('a')],
    reply('a', { choice: 'reply', text: 'x' }),
  ],
  [
    'leave for a question',
    'wrong-answer',
    [...inTurn, asks('a', 'question')],
    reply('a', { choice: 'allow' }),
  ],
  [
    'withdrawing for the agent',
    'wrong-answer',
    [...inTurn, asks('a')],
    reply('a', { choice: 'withdrawn' }),
  ],
  [
    'an always with a denial',
    'wrong-answer',
    [...inTurn, asks('a')],
    reply('a', { choice: 'deny' }, true),
  ],
  [
    'an always that would allow too much',
    'too-wide',
    [...inTurn, asks('a')],
    reply('a', { choice: 'allow' }, true),
  ],
  [
    'an always for a plan',
    'too-wide',
    [...inTurn, asks('a', 'plan')],
    reply('a', { choice: 'allow' }, true),
  ],
])('%s is refused as %s, in one line', (_, rejected, events, command) => {
  const decision = decide(given(...events), command, counting())
  expect(decision).toMatchObject({ rejected })
  expect('rejected' in decision && decision.message).toMatch(/^[^\n]+[.]$/)
})

test("an answer for a subagent whose root's agent is gone is refused", () => {
  const child = given(...childTurn, asks('a'))
  const root = { ...given(...gone), id: 'root' }
  expect(decide(child, reply('a', { choice: 'allow' }), counting(), root)).toMatchObject({
    rejected: 'not-waiting',
  })
})
