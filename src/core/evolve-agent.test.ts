import { expect, test } from 'vitest'
import {
  asks,
  atRest,
  ended,
  exited,
  given,
  inTurn,
  prompted,
  queued,
  ready,
  requested,
  next,
} from './testing.ts'
import { noTotals } from './usage.ts'

test('a prompt that was sent and never begun is back in the queue, first, when the agent is gone', () => {
  const session = given(...atRest, ...prompted, queued('p2'), exited('signalled'))
  expect(session.queue.map(({ id }) => id)).toEqual(['p1', 'p2'])
  expect(session).toMatchObject({ sent: [], live: null, lastOutcome: 'crashed', seen: false })
})

test('a prompt whose turn began is not asked again', () => {
  expect(given(...inTurn, ended('crashed'), exited('signalled')).queue).toEqual([])
})

test('an exit ends all that waited on the agent', () => {
  const session = given(...inTurn, asks('a'), exited('exited'))
  expect(session).toMatchObject({ turn: null, asks: [], calls: [], now: null, signal: 'ok' })
})

test('how the agent ended is kept, at most the last 4 KiB of its stderr', () => {
  const stderr = `${'x'.repeat(9000)}the end`
  const { exit } = given(...atRest, exited('signalled', { signal: 'SIGKILL', stderr }))
  expect(exit).toMatchObject({ cause: 'signalled', signal: 'SIGKILL' })
  expect(exit?.stderr).toHaveLength(4096)
  expect(exit?.stderr.endsWith('the end')).toBe(true)
})

test('what another run tells changes nothing', () => {
  const session = given(...inTurn)
  const stale = [{ ...ready, run: 'old' }, { type: 'agent.started', run: 'old', pid: 1 } as const]
  for (const event of stale)
    expect(next(session, event)).toMatchObject({ state: 'running', live: session.live })
  const exit = exited('signalled')
  expect(next(session, { ...exit, run: 'old' } as typeof exit)).toMatchObject({ state: 'running' })
})

test('an agent that is ready in the middle of a turn does not end the turn', () => {
  expect(next(given(...inTurn), ready)).toMatchObject({ state: 'running', turn: { id: 't1' } })
})

test('an agent that comes up while it is being stopped is not at rest', () => {
  const session = given(requested, { type: 'stop.asked' }, ready)
  expect(session).toMatchObject({ state: 'starting', reason: 'asked to stop' })
})

test('a crash before its turn began leaves the outcome of the turn before, and marks the trace', () => {
  const session = given(...inTurn, ended(), exited('signalled'))
  expect(session).toMatchObject({ state: 'crashed', lastOutcome: 'completed' })
  expect(session.trace.marks).toMatch(/c$/)
})

test('where all agents of a runner are told to end, what rested rests on, unseen as it was', () => {
  const rested = given(...inTurn, ended('completed'))
  expect(next(rested, exited('stopped'))).toMatchObject({ state: 'idle', seen: false, live: null })
  const asked = given(...inTurn, ended('completed'), { type: 'stop.asked' })
  expect(next(asked, exited('stopped'))).toMatchObject({
    state: 'stopped',
    seen: true,
    reason: 'stopped by the person',
  })
})

test('what was cut off with its runner says so, when it is resumed too', () => {
  const cut = given(...inTurn, ended('stopped'), exited('stopped'))
  expect(given(...inTurn, exited('stopped'))).toMatchObject({
    state: 'stopped',
    seen: false,
    reason: 'stopped with its runner; its turn was cut off',
  })
  const back = [cut, requested, { ...ready, continuity: 'same' } as const] as const
  const [first, ...rest] = back
  const resumed = rest.reduce((session, event) => next(session, event as never), first)
  expect(resumed.reason).toMatch(/same provider session; its last turn was cut off$/)
})

test('the next agent begins without the error and the exit of the last', () => {
  const session = given(...inTurn, ended('failed'), exited('exited'), {
    ...requested,
    run: 'r2',
  } as never)
  expect(session).toMatchObject({ state: 'resuming', error: null, exit: null, live: { run: 'r2' } })
})

test('attempts count resumes by policy; a person and a completed turn begin the count anew', () => {
  const byPolicy = { ...requested, by: 'policy', attempt: 3 } as never
  expect(given(byPolicy).attempts).toBe(3)
  expect(next(given(byPolicy), requested).attempts).toBe(0)
  expect(given(byPolicy, { type: 'turn.started', turn: 't1' }, ended()).attempts).toBe(0)
})

test('a new provider session counts its totals from zero, a resumed one goes on', () => {
  const totals = { ...noTotals, costUsd: 2 }
  const counted = given(...inTurn, ended('completed', { totals }), exited('exited'), requested)
  expect(next(counted, ready).totals).toEqual(noTotals)
  expect(next(counted, { ...ready, continuity: 'same' }).totals).toEqual(totals)
})

test('a provider session id is kept where the next agent tells none', () => {
  const session = given(...atRest, exited('exited'), requested, { ...ready, token: null })
  expect(session.resumeToken).toBe('token')
})

test('the agent may name its session, but not over the name that a person gave', () => {
  const named = { type: 'agent.changed', title: 'its own', model: 'big', mode: 'plan' } as const
  expect(given(named)).toMatchObject({ title: 'its own', model: 'big', mode: 'plan' })
  const mine = given({ type: 'session.renamed', title: 'mine' }, named)
  expect(mine).toMatchObject({ title: 'mine', model: 'big' })
})

test('commands that an agent offers are kept in bounds', () => {
  const commands = Array.from({ length: 500 }, () => 'x'.repeat(500))
  const session = given({ type: 'agent.changed', commands })
  expect(session.commands).toHaveLength(200)
  expect(session.commands[0]).toHaveLength(100)
})
