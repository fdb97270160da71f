import { expect, test } from 'vitest'
import { decide, queueLimit, type Command, type Rejection } from './decide.ts'
import type { SessionEvent } from './event.ts'
import {
  asks,
  atRest,
  childOf,
  counting,
  ended,
  exited,
  given,
  inTurn,
  prompted,
  queued,
  ready,
} from './testing.ts'

const prompt = { id: 'p9', text: 'more', by: 'person' }
const ask = (now = false): Command => ({ type: 'prompt', prompt, now })
const reply = (
  id: string,
  answer: (Command & { type: 'answer' })['answer'],
  always = false,
): Command => ({
  type: 'answer',
  ask: id,
  answer,
  always,
})
const resume: Command = { type: 'resume', by: 'person', attempt: 1 }
const stop: SessionEvent = { type: 'stop.asked' }
const gone = [...atRest, exited('exited')]
const to = { session: 's', run: 'r1' }
const childTurn: SessionEvent[] = [childOf('root'), { type: 'turn.started', turn: 't1' }]
const closed: SessionEvent[] = [...atRest, { type: 'session.closed' }]
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
const full = Array.from({ length: queueLimit }, (_, i) => queued(`q${i}`))

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
    'an approval can be allowed',
    [...inTurn, asks('a')],
    reply('a', { choice: 'allow' }),
    [{ type: 'ask.answered', id: 'a', answer: { choice: 'allow' }, by: 'person' }],
    [{ ...to, type: 'answer', ask: 'a', answer: { choice: 'allow' }, rule: null }],
  ],
  [
    'a question can be answered',
    [...inTurn, asks('a', 'question')],
    reply('a', { choice: 'reply', text: 'blue' }),
    [{ type: 'ask.answered', id: 'a', answer: { choice: 'reply', text: 'blue' }, by: 'person' }],
    [{ ...to, type: 'answer', ask: 'a', answer: { choice: 'reply', text: 'blue' }, rule: null }],
  ],
  [
    'a session can be renamed',
    atRest,
    { type: 'rename', title: 'x' },
    [{ type: 'session.renamed', title: 'x' }],
    [],
  ],
  [
    'a crash policy can be set',
    inTurn,
    { type: 'configure', onCrash: 'leave' },
    [{ type: 'session.configured', onCrash: 'leave' }],
    [],
  ],
  [
    'a permission can be set for the next agent',
    gone,
    { type: 'configure', permission: 'plan' },
    [{ type: 'session.configured', permission: 'plan' }],
    [],
  ],
  [
    'a model can be set for the next agent',
    gone,
    { type: 'configure', model: 'large', permission: 'ask' },
    [{ type: 'session.configured', model: 'large' }],
    [],
  ],
  [
    'a living agent is asked to take another model and permission, each by itself',
    inTurn,
    { type: 'configure', model: 'large', permission: 'accept-edits', onCrash: 'leave' },
    [
      { type: 'session.configured', onCrash: 'leave' },
      { type: 'switch.asked', to: { model: 'large' } },
      { type: 'switch.asked', to: { permission: 'accept-edits' } },
    ],
    [
      { ...to, type: 'switch', to: { model: 'large' } },
      { ...to, type: 'switch', to: { permission: 'accept-edits' } },
    ],
  ],
  [
    'an approved plan is carried out: its session asks from then on',
    [...inTurn, { type: 'session.configured', permission: 'plan' }, asks('a', 'plan')],
    reply('a', { choice: 'allow' }),
    [
      { type: 'ask.answered', id: 'a', answer: { choice: 'allow' }, by: 'person' },
      { type: 'session.configured', permission: 'ask' },
    ],
    [
      {
        ...to,
        type: 'answer',
        ask: 'a',
        answer: { choice: 'allow' },
        rule: null,
        permission: 'ask',
      },
    ],
  ],
  [
    'a plan that is sent back changes no permission',
    [...inTurn, { type: 'session.configured', permission: 'plan' }, asks('a', 'plan')],
    reply('a', { choice: 'deny' }),
    [{ type: 'ask.answered', id: 'a', answer: { choice: 'deny' }, by: 'person' }],
    [{ ...to, type: 'answer', ask: 'a', answer: { choice: 'deny' }, rule: null }],
  ],
  [
    'setting what is set already changes nothing',
    atRest,
    { type: 'configure', onCrash: 'ask', permission: 'ask' },
    [],
    [],
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

test('an always adds the rule before the answer, and sends it along', () => {
  const open = asks('a')
  const session = given(...inTurn, { ...open, ask: { ...open.ask, command: 'npm test' } })
  const rule = { tool: 'execute', command: 'npm test' }
  expect(decide(session, reply('a', { choice: 'allow' }, true), counting())).toMatchObject({
    events: [{ type: 'rule.added', rule }, { type: 'ask.answered' }],
    orders: [{ type: 'answer', rule }],
  })
})

test("a subagent's ask is answered in the process of its root", () => {
  const root = { ...given(...inTurn), id: 'root', rootId: 'root' }
  const child = given(...childTurn, asks('a'))
  expect(decide(child, reply('a', { choice: 'allow' }), counting(), root)).toMatchObject({
    events: [{ type: 'ask.answered' }],
    orders: [{ session: 'root', run: 'r1', type: 'answer', ask: 'a' }],
  })
})

test('a subagent can be stopped where its agent can do that', () => {
  const root = { ...given(...inTurn), id: 'root', rootId: 'root' }
  expect(decide(given(...childTurn), { type: 'stop' }, counting(), root)).toEqual({
    events: [stop],
    orders: [{ session: 'root', run: 'r1', type: 'stop-child', key: 'k' }],
  })
})

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
