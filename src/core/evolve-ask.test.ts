import { expect, test } from 'vitest'
import type { Rule } from './ask.ts'
import {
  answer,
  asks,
  atRest,
  call,
  childOf,
  given,
  inTurn,
  minute,
  says,
  next,
} from './testing.ts'

test('an approval comes before a question, and the oldest of them tells the state', () => {
  const session = given(...inTurn, asks('q', 'question'), asks('a'), asks('b'))
  expect(session).toMatchObject({ state: 'needs-approval', reason: 'may I a?', now: 'may I a?' })
  const left = next(session, answer('a'))
  expect(left).toMatchObject({ state: 'needs-approval', reason: 'may I b?', since: session.since })
  expect(next(left, answer('b'))).toMatchObject({ state: 'needs-input', reason: 'may I q?' })
})

test('a further ask moves neither the state nor its evidence', () => {
  const session = given(...inTurn, asks('a'))
  expect(next(session, asks('b')).evidence).toBe(session.evidence)
})

test('an ask that is told or answered twice counts once', () => {
  const asked = given(...inTurn, asks('a'))
  expect(next(asked, asks('a')).asks).toHaveLength(1)
  const answered = next(asked, answer('a'))
  expect(next(answered, answer('a', 'deny'))).toMatchObject({
    reason: 'allowed; the turn goes on',
    asks: [],
  })
})

test('while the person is asked, that is what the session does', () => {
  const session = given(...inTurn, call('c'), asks('a'), says('m', 'meanwhile'), call('d'))
  expect(session.now).toBe('may I a?')
  expect(next(session, answer('a')).now).toBe('run d')
})

test('an ask outside any turn goes back to rest', () => {
  expect(given(...atRest, asks('a'), answer('a'))).toMatchObject({ state: 'idle' })
  expect(given(childOf('root'), asks('a'), answer('a'))).toMatchObject({ state: 'done' })
})

test('the wait for the person is marked from the ask to the answer; a standing answer is no wait', () => {
  const asked = given(...inTurn, asks('a'))
  const at = asked.updatedAt + 5 * minute
  expect(next(asked, answer('a'), at).trace.marks).toMatch(/\.www$/)
  expect(next(asked, answer('a', 'allow', 'policy'), at).trace.marks).not.toContain('w')
  expect(next(asked, answer('a', 'withdrawn', 'agent'), at).trace.marks).toMatch(/\.www$/)
})

test('what is too large for every list is left to the event; the command stays whole', () => {
  const big = 'x'.repeat(300_000)
  const ask = { ...asks('a').ask, command: big, input: { big }, title: big }
  const diffs = [{ path: 'a', before: null, after: big }]
  const [kept] = given(...inTurn, { type: 'ask.opened', ask: { ...ask, diffs } }).asks
  expect(kept?.ask).toEqual({
    id: 'a',
    kind: 'approval',
    tool: 'execute',
    command: big,
    title: 'x'.repeat(2000),
  })
  const small = { ...asks('a').ask, input: { cmd: 'ls' }, diffs: [] }
  expect(given(...inTurn, { type: 'ask.opened', ask: small }).asks[0]?.ask).toEqual(small)
})

test('standing rules are kept once each, the newest 200', () => {
  const rule = (command: string): { type: 'rule.added'; rule: Rule } => ({
    type: 'rule.added',
    rule: { tool: 'execute', command },
  })
  expect(given(rule('a'), rule('b'), rule('a')).rules.map(({ command }) => command)).toEqual([
    'b',
    'a',
  ])
  expect(given(...Array.from({ length: 250 }, (_, i) => rule(`${i}`))).rules).toHaveLength(200)
})
