import { expect, test } from 'vitest'
import { atRest, given, inTurn, prompted, queued, next } from './testing.ts'

const ids = (session: ReturnType<typeof given>) => session.queue.map(({ id }) => id)

test('prompts wait in the order in which they came, urgent ones first', () => {
  expect(ids(given(queued('a'), queued('b'), queued('c', true)))).toEqual(['c', 'a', 'b'])
})

test('a prompt told twice waits once', () => {
  expect(ids(given(queued('a'), queued('b'), queued('a')))).toEqual(['b', 'a'])
})

test('a prompt that waits can be edited and dropped', () => {
  const session = given(queued('a'), { type: 'prompt.edited', id: 'a', text: 'better' })
  expect(session.queue).toEqual([{ id: 'a', text: 'better', by: 'person' }])
  expect(ids(next(session, { type: 'prompt.dropped', id: 'a', reason: 'x' }))).toEqual([])
})

test('a prompt that steers waits no longer, and the turn goes on', () => {
  const session = given(...inTurn, queued('p2', true), { type: 'prompt.steered', id: 'p2' })
  expect(session).toMatchObject({ queue: [], sent: [], state: 'running', turn: { id: 't1' } })
})

test('a prompt that is sent is what the session does', () => {
  const session = given(...atRest, ...prompted)
  expect(session).toMatchObject({ now: 'go on', sent: [{ turn: 't1', prompt: { id: 'p1' } }] })
})

test('sending what does not wait changes nothing', () => {
  expect(given(...atRest, { type: 'prompt.sent', id: 'none', turn: 't' })).toMatchObject({
    state: 'idle',
    sent: [],
  })
})

test('a refused prompt fails the session that worked for it, with the reason', () => {
  const refused = { type: 'prompt.refused', id: 'p1', code: 'x', message: 'too long' } as const
  expect(given(...atRest, ...prompted, refused)).toMatchObject({
    state: 'failed',
    error: { kind: 'other', message: 'too long' },
    lastOutcome: 'failed',
    seen: false,
    sent: [],
  })
  expect(given(...inTurn, refused)).toMatchObject({ state: 'running' })
})
