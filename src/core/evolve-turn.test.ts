import { expect, test } from 'vitest'
import {
  answer,
  asks,
  atRest,
  call,
  ended,
  given,
  inTurn,
  prompted,
  queued,
  next,
  says,
} from './testing.ts'
import { noTotals, noUsage } from './usage.ts'

const usage = { ...noUsage, costUsd: 0.5, costSource: 'agent' as const, inputTokens: 10 }

test('a turn begins with its prompt, clears the error before it and is seen', () => {
  const failed = given(...inTurn, ended('failed', { error: { kind: 'auth', message: 'log in' } }))
  expect(failed).toMatchObject({ error: { kind: 'auth' }, seen: false })
  const again = next(failed, { type: 'turn.started', turn: 't2' })
  expect(again).toMatchObject({ error: null, seen: true, turn: { id: 't2', prompt: null } })
  expect(given(...inTurn)).toMatchObject({ turn: { prompt: 'p1' }, sent: [], now: 'go on' })
})

test('a turn that ends counts once, with its usage, however often it is told', () => {
  const end = ended('completed', { usage, totals: { ...noTotals, costUsd: 0.5 } })
  const once = given(...inTurn, end)
  expect(once).toMatchObject({ turns: 1, usage, lastOutcome: 'completed', turn: null, seen: false })
  expect(next(once, end)).toMatchObject({ turns: 1, usage, totals: { costUsd: 0.5 } })
})

test('a turn whose beginning was lost ends all the same', () => {
  const session = given(...atRest, ...prompted, ended())
  expect(session).toMatchObject({ state: 'idle', turns: 1, sent: [] })
})

test('the end of another turn changes nothing', () => {
  const session = given(...inTurn)
  expect(next(session, ended('failed', { turn: 't0' }))).toMatchObject({
    state: 'running',
    turns: 0,
  })
})

test('a turn that ends leaves no question and no call open', () => {
  const session = given(...inTurn, call('c'), asks('a'), ended('interrupted'))
  expect(session).toMatchObject({ asks: [], calls: [], now: null, seen: true })
})

test('a turn that begins while the person is asked still waits for the person', () => {
  const session = given(...atRest, asks('a'), { type: 'turn.started', turn: 't1' })
  expect(session).toMatchObject({ state: 'needs-approval', turn: { id: 't1' } })
  expect(next(session, answer('a'))).toMatchObject({ state: 'running' })
})

test('an error is kept in bounds, and its first line is the reason', () => {
  const message = `${'e'.repeat(300)}\n${'x'.repeat(9000)}`
  const session = given(...inTurn, ended('failed', { error: { kind: 'other', message } }))
  expect(session.error?.message).toHaveLength(2000)
  expect(session.reason).toHaveLength(200)
})

test('a crash is marked in the trace, and a wait does not paint over it', () => {
  const session = given(...inTurn, asks('a'), ended('crashed'))
  expect(session.trace.marks).toMatch(/\.c$/)
})

test('an interrupt of a turn that is over leaves the reason alone', () => {
  const session = given(...inTurn, ended(), { type: 'interrupt.asked', turn: 't1' })
  expect(session.reason).toBe('the turn completed')
})

test('a stop keeps what waits, and marks a live agent as being stopped', () => {
  const session = given(...inTurn, queued('p2'), { type: 'stop.asked' })
  expect(session).toMatchObject({ live: { stopping: true }, queue: [{ id: 'p2' }], seen: true })
})

test('what a session of the person did last is kept until the next turn begins', () => {
  const rests = given(...inTurn, says('m1', 'The parser is stable now.\nMore of it.'), ended())
  expect(rests.result).toBe('The parser is stable now.')
  expect(next(rests, { type: 'turn.started', turn: 't2' }).result).toBeNull()
})

test('what a turn told its parent is kept as one line until the next turn begins', () => {
  const told = given(
    ...inTurn,
    ended('completed', { output: '\n  Two callers found.\nMore of it.' }),
  )
  expect(told.result).toBe('Two callers found.')
  expect(given(...inTurn, ended()).result).toBeNull()
  expect(next(told, { type: 'turn.started', turn: 't2' }).result).toBeNull()
})
