import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SessionEvent } from './event.ts'
import { childEnded, goneExit, outcomeOfExit, receive, type OwnReport } from './receive.ts'
import {
  answer,
  asks,
  atRest,
  call,
  can,
  childOf,
  ended,
  exited,
  given,
  inTurn,
  next,
  prompted,
  queued,
  ready,
  requested,
  says,
} from './testing.ts'
import { noTotals, noUsage } from './usage.ts'

const withdrawn = (id: string) => ({
  type: 'ask.answered',
  id,
  answer: { choice: 'withdrawn' },
  by: 'agent',
})

const stop: SessionEvent = { type: 'stop.asked' }

const closed: SessionEvent = { type: 'session.closed' }

const began: OwnReport = { type: 'turn.started', turn: 't1' }

const end: OwnReport = { type: 'turn.ended', turn: 't1', outcome: 'completed' }

const exit = (cause: Parameters<typeof exited>[0]) => exited(cause) as OwnReport

test.each<[string, SessionEvent[], OwnReport]>([
  ['its agent started', [requested], { type: 'agent.started', run: 'r1', pid: 7 }],
  ['its agent is ready', [requested], ready],
  ['its agent changed', atRest, { type: 'agent.changed', model: 'big' }],
  ['its turn began', [...atRest, ...prompted], began],
  ['a turn began by itself', atRest, { type: 'turn.started', turn: 't9' }],
  ['an item', inTurn, says('m', 'hi') as OwnReport],
  ['a growing item', inTurn, { type: 'item.grew', id: 'm', offset: 2, text: '!', settled: false }],
  [
    'a late item of an agent that is gone',
    [...atRest, exited('exited')],
    says('m', 'hi') as OwnReport,
  ],
  ['an ask', inTurn, asks('a')],
  ['an answer', [...inTurn, asks('a')], answer('a', 'allow', 'rule') as OwnReport],
  ['a measure of its context', inTurn, { type: 'context.measured', used: 1, size: 2 }],
  ['unknown wire', inTurn, { type: 'wire.unknown', wire: '{}', why: 'new' }],
])('%s is recorded as it was told', (_, events, report) => {
  expect(receive(given(...events), report)).toEqual([report])
})

test.each<[string, SessionEvent[], OwnReport]>([
  ['a start told again', atRest, { type: 'agent.started', run: 'r1', pid: 7 }],
  ['a start of another run', [requested], { type: 'agent.started', run: 'old', pid: 7 }],
  ['a readiness told again', atRest, ready],
  ['a readiness of another run', [requested], { ...ready, run: 'old' }],
  ['an exit of another run', atRest, { ...exit('exited'), run: 'old' } as OwnReport],
  ['an exit told again', [...atRest, exited('exited')], exit('exited')],
  ['a beginning told again', inTurn, began],
  [
    'a beginning after the agent is gone',
    [...inTurn, exited('exited')],
    { type: 'turn.started', turn: 't2' },
  ],
  ['a beginning after the close', [...atRest, closed], began],
  ['an end told again', [...inTurn, ended()], end],
  ['an end of no known turn', inTurn, { ...end, turn: 't0' } as OwnReport],
  ['an ask told again', [...inTurn, asks('a')], asks('a')],
  ['an ask after the agent is gone', [...atRest, exited('exited')], asks('a')],
  ['an ask after the close', [...atRest, closed], asks('a')],
  ['an answer to what is answered', [...inTurn, asks('a'), answer('a')], answer('a') as OwnReport],
])('%s makes no event', (_, events, report) => {
  expect(receive(given(...events), report)).toEqual([])
})

test('the end of a turn withdraws what was asked in it', () => {
  const events = receive(given(...inTurn, asks('a'), asks('b', 'question')), end)
  expect(events).toMatchObject([withdrawn('a'), withdrawn('b'), { type: 'turn.ended', turn: 't1' }])
})

test('a turn whose beginning was never told ends all the same', () => {
  expect(receive(given(...atRest, ...prompted), end)).toMatchObject([{ type: 'turn.ended' }])
})

test('another turn ends the one whose end was not told', () => {
  const report: OwnReport = { type: 'turn.started', turn: 't2' }
  expect(receive(given(...inTurn, asks('a')), report)).toMatchObject([
    withdrawn('a'),
    { type: 'turn.ended', turn: 't1', outcome: 'interrupted' },
    report,
  ])
})

test('the end of a turn carries its error, its duration and its usage', () => {
  const error = { kind: 'auth' as const, message: 'log in' }
  const usage = { inputTokens: 5, costUsd: 0.1 }
  const report: OwnReport = { ...end, outcome: 'failed', error, usage, durationMs: 9 } as OwnReport
  expect(receive(given(...inTurn), report)).toEqual([
    {
      type: 'turn.ended',
      turn: 't1',
      outcome: 'failed',
      error,
      durationMs: 9,
      usage: { ...noUsage, inputTokens: 5, costUsd: 0.1, costSource: 'agent' },
      totals: noTotals,
    },
  ])
})

test('a turn that ends because of our stop was stopped, unless it came to its own end first', () => {
  const session = given(...inTurn, stop)
  const outcome = (told: 'interrupted' | 'crashed' | 'completed' | 'failed') =>
    receive(session, { ...end, outcome: told } as OwnReport)[0]
  expect(outcome('interrupted')).toMatchObject({ outcome: 'stopped' })
  expect(outcome('crashed')).toMatchObject({ outcome: 'stopped' })
  expect(outcome('completed')).toMatchObject({ outcome: 'completed' })
  expect(outcome('failed')).toMatchObject({ outcome: 'failed' })
})

test('an agent that dies ends its turn as crashed, with what was asked withdrawn', () => {
  expect(receive(given(...inTurn, asks('a')), exit('signalled'))).toMatchObject([
    withdrawn('a'),
    { type: 'turn.ended', outcome: 'crashed', error: { message: 'ended: signalled' } },
    { type: 'agent.exited', exit: { cause: 'signalled' } },
  ])
})

test.each([
  ['signalled', [], 'crashed', 'signalled'],
  ['runner-gone', [], 'crashed', 'runner-gone'],
  ['stopped', [], 'stopped', 'stopped'],
  ['released', [], 'interrupted', 'released'],
  ['signalled', [stop], 'stopped', 'stopped'],
  ['runner-gone', [stop], 'stopped', 'stopped'],
] as const)(
  'an exit told as %s after %j is %s, and its cause %s',
  (cause, asked, outcome, kept) => {
    const session = given(...inTurn, ...asked)
    const report = exit(cause)
    expect(report.type === 'agent.exited' && outcomeOfExit(session, report.exit)).toBe(outcome)
    expect(receive(session, report)).toMatchObject([
      { type: 'turn.ended', outcome },
      { type: 'agent.exited', exit: { cause: kept, message: `ended: ${cause}` } },
    ])
  },
)

test('a subagent ends once, with its asks withdrawn and its result', () => {
  const child = given(childOf('root'), began as SessionEvent, asks('a'))
  const events = childEnded(child, {
    outcome: 'completed',
    output: 'fine',
    usage: { outputTokens: 3 },
    durationMs: 5,
  })
  expect(events).toMatchObject([
    withdrawn('a'),
    { type: 'turn.ended', turn: 't1', output: 'fine', durationMs: 5, usage: { outputTokens: 3 } },
  ])
  expect(
    childEnded(
      events.reduce((s, e) => next(s, e), child),
      { outcome: 'failed' },
    ),
  ).toEqual([])
})

test('a subagent that asks outside a turn has its ask withdrawn when its root is gone', () => {
  const child = given(childOf('root'), asks('a'))
  expect(childEnded(child, { outcome: 'crashed' })).toMatchObject([withdrawn('a')])
})

test('the exit of an agent that nobody watched says why and no more', () => {
  expect(goneExit('runner-gone', 'x')).toEqual({
    cause: 'runner-gone',
    code: null,
    signal: null,
    message: 'x',
    stderr: '',
  })
})

test('however often each report is told in its place, what it says happens once', () => {
  const story: OwnReport[] = [
    { type: 'agent.started', run: 'r1', pid: 7 },
    ready,
    began,
    call('c', {
      settled: true,
      status: 'completed',
      changes: [{ path: 'a', added: 3, removed: 1 }],
    }),
    asks('a'),
    answer('a', 'allow', 'rule') as OwnReport,
    says('m', 'done') as OwnReport,
    { ...end, usage: { inputTokens: 4 }, totalCostUsd: 0.5 } as OwnReport,
    { type: 'turn.started', turn: 't2' },
    { type: 'turn.ended', turn: 't2', outcome: 'failed', totalCostUsd: 0.75 },
    exit('signalled'),
  ]
  const told = (times: readonly number[]) => {
    let session = given(requested, queued('later'))
    const happened: string[] = []
    for (const [i, report] of story.entries())
      for (let again = 0; again < (times[i] ?? 1); again++)
        for (const event of receive(session, report)) {
          session = next(session, event, session.updatedAt)
          if (!event.type.startsWith('item.')) happened.push(event.type)
        }
    const { lastSeq: _seq, version: _version, evidence: _evidence, ...rest } = session
    return { happened, rest }
  }
  const once = told([])
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 11, maxLength: 11 }),
      (times) => {
        expect(told(times)).toEqual(once)
      },
    ),
    { numRuns: 50 },
  )
  expect(once.rest).toMatchObject({
    turns: 2,
    usage: { costUsd: 0.75 },
    changes: { added: 3 },
    can,
  })
})
