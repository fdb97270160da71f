import { expect, test } from 'vitest'
import { decide, type Command } from './decide.ts'
import type { SessionEvent } from './event.ts'
import { asks, atRest, childTurn, counting, given, gone, inTurn, reply } from './testing.ts'

const to = { session: 's', run: 'r1' }

test.each<[string, SessionEvent[], Command, unknown[], unknown[]]>([
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
])('%s', (_, events, command, expected, orders) => {
  expect(decide(given(...events), command, counting())).toMatchObject({ events: expected, orders })
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
