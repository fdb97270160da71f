import { expect, test } from 'vitest'
import type { SessionEvent } from './event.ts'
import { call, ended, given, inTurn, says, next } from './testing.ts'

const edited = (id: string, added: number, path = `${id}.ts`) =>
  call(id, { settled: true, status: 'completed', changes: [{ path, added, removed: 1 }] })
const counted = (session: ReturnType<typeof given>) =>
  session.trace.calls.reduce((a, b) => a + b, 0)

test('what the agent says, thinks, plans and calls is what the session does now', () => {
  const entries = [
    { text: 'read', status: 'completed' as const },
    { text: 'write the test\nthen run it', status: 'in_progress' as const },
  ]
  const steps: [SessionEvent, string][] = [
    [says('m', '\n  First line \nsecond'), 'First line'],
    [
      { type: 'item.set', item: { id: 't', kind: 'thought', text: 'hm', settled: false } },
      'thinking',
    ],
    [
      { type: 'item.set', item: { id: 'p', kind: 'plan', entries, settled: false } },
      'write the test',
    ],
    [call('c'), 'run c'],
    [call('c', { settled: true, status: 'completed' }), 'run c'],
    [says('e', '  '), 'run c'],
  ]
  let session = given(...inTurn)
  for (const [event, now] of steps) {
    session = next(session, event)
    expect(session.now).toBe(now)
  }
})

test('a message that comes in pieces is told as far as it came, and a call that began meanwhile is not hidden', () => {
  const grew = (offset: number, text: string, settled = false): SessionEvent => ({
    type: 'item.grew',
    id: 'm',
    offset,
    text,
    settled,
  })
  const item = { id: 'm', kind: 'message', text: 'One test', settled: false } as const
  const begun = next(given(...inTurn), { type: 'item.set', item })
  const more = next(begun, grew(8, ' more, in `a.ts`'))
  expect([more.now, more.result]).toEqual(['One test more, in a.ts', 'One test more, in a.ts'])
  const calling = next(next(more, call('c')), grew(24, '; it passes.', true))
  expect([calling.now, calling.saying]).toEqual(['run c', null])
  expect(calling.result).toBe('One test more, in a.ts; it passes.')
})

test('a call is under way until it settles, by being set or by growing to its end', () => {
  const session = given(...inTurn, call('a'), call('b'), call('c'))
  expect(session.calls.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
  const one = next(session, call('a', { settled: true, status: 'failed' }))
  const two = next(one, { type: 'item.grew', id: 'b', offset: 0, text: 'x', settled: true })
  expect(two.calls.map(({ id }) => id)).toEqual(['c'])
})

test('a call counts once in the trace, however often it is told', () => {
  const end = call('a', { settled: true, status: 'completed' })
  expect(counted(given(...inTurn, call('a'), call('a'), end, end, call('a')))).toBe(1)
  expect(counted(given(...inTurn, end, end))).toBe(1)
  expect(counted(given(...inTurn, call('a'), ended(), end))).toBe(1)
})

test('lines that an edit changed are counted when it settles, told again with other numbers corrected', () => {
  const once = given(...inTurn, edited('a', 5), edited('b', 2))
  expect(once.changes).toEqual({ files: 2, added: 7, removed: 2 })
  expect(next(once, edited('a', 5)).changes).toEqual(once.changes)
  expect(next(once, edited('a', 9)).changes).toEqual({ files: 2, added: 11, removed: 2 })
})

test('a file that is edited twice is one file', () => {
  const session = given(...inTurn, edited('a', 1, 'x.ts'), edited('b', 1, 'x.ts'))
  expect(session.changes).toMatchObject({ files: 1, added: 2 })
})

test('an edit that failed changed nothing', () => {
  const failed = { ...edited('a', 5).item, status: 'failed' as const }
  expect(given(...inTurn, { type: 'item.set', item: failed as never }).changes.added).toBe(0)
})

test('calls, ended calls and paths are kept in bounds', () => {
  const many = Array.from({ length: 600 }, (_, i) => edited(`c${i}`, 1))
  const open = Array.from({ length: 80 }, (_, i) => call(`o${i}`))
  const session = given(...inTurn, ...many, ...open)
  expect(session.touched).toHaveLength(500)
  expect(session.endedCalls).toHaveLength(100)
  expect(session.calls).toHaveLength(50)
  expect(session.changes.files).toBe(600)
})
