import { expect, test } from 'vitest'
import { evolve } from './evolve.ts'
import type { SessionEvent } from './event.ts'
import type { Session } from './session.ts'
import {
  answer,
  asks,
  atRest,
  call,
  childOf,
  created,
  ended,
  exited,
  fold,
  given,
  inTurn,
  prompted,
  queued,
  ready,
  recorded,
  requested,
  says,
  start,
  next,
} from './testing.ts'

const refusal = { code: 'agent-failed', message: 'it would not' }
const error = { kind: 'other' as const, message: 'no credit\nat line 1' }
const stop: SessionEvent = { type: 'stop.asked' }
const closed: SessionEvent = { type: 'session.closed' }
const childTurn: SessionEvent[] = [childOf('root'), { type: 'turn.started', turn: 't1' }]
const resume: SessionEvent = {
  ...requested,
  run: 'r2',
  resume: 'token',
  by: 'policy',
  attempt: 2,
} as never

/** What was told, then the state with its reason; the evidence is the event told last, or the one numbered. */
test.each<[string, SessionEvent[], Session['state'], string, number?]>([
  ['made', [], 'starting', 'new'],
  ['its agent asked for', [requested], 'starting', 'starting the agent'],
  ['its process there', atRest.slice(0, 2), 'starting', 'process 7 started'],
  ['its agent ready', atRest, 'idle', 'ready for a prompt'],
  ['a prompt waiting', [...atRest, queued('p')], 'idle', 'ready for a prompt', 4],
  ['a prompt with the agent', [...atRest, ...prompted], 'running', 'the prompt is with the agent'],
  [
    'its prompt refused',
    [...atRest, ...prompted, { type: 'prompt.refused', id: 'p1', ...refusal }],
    'failed',
    'it would not',
  ],
  ['in a turn', inTurn, 'running', 'a turn runs'],
  [
    'in a turn of its own',
    [...atRest, { type: 'turn.started', turn: 't9' }],
    'running',
    'the agent began a turn by itself',
  ],
  ['asked for leave', [...inTurn, asks('a')], 'needs-approval', 'may I a?'],
  ['asked a question', [...inTurn, asks('a', 'question')], 'needs-input', 'may I a?'],
  ['asked for a plan', [...inTurn, asks('a', 'plan')], 'needs-approval', 'may I a?'],
  ['allowed', [...inTurn, asks('a'), answer('a')], 'running', 'allowed; the turn goes on'],
  ['denied', [...inTurn, asks('a'), answer('a', 'deny')], 'running', 'denied; the turn goes on'],
  [
    'asked to interrupt',
    [...inTurn, { type: 'interrupt.asked', turn: 't1' }],
    'running',
    'asked to interrupt',
  ],
  ['asked to stop', [...inTurn, stop], 'running', 'asked to stop'],
  ['completed', [...inTurn, ended()], 'idle', 'the turn completed'],
  ['interrupted', [...inTurn, ended('interrupted')], 'idle', 'the turn was interrupted'],
  ['failed', [...inTurn, ended('failed', { error })], 'failed', 'no credit'],
  ['failed without a word', [...inTurn, ended('failed')], 'failed', 'the turn failed'],
  ['crashed in a turn', [...inTurn, ended('crashed', { error })], 'crashed', 'no credit'],
  ['crashed at rest', [...atRest, exited('signalled')], 'crashed', 'ended: signalled'],
  ['never spawned', [requested, exited('spawn-failed')], 'crashed', 'ended: spawn-failed'],
  ['without its runner', [...atRest, exited('runner-gone')], 'crashed', 'ended: runner-gone'],
  ['out of its protocol', [...atRest, exited('protocol')], 'crashed', 'ended: protocol'],
  ['gone by itself', [...atRest, exited('exited')], 'crashed', 'ended: exited'],
  [
    'stopped',
    [...inTurn, stop, ended('stopped'), exited('stopped')],
    'stopped',
    'stopped by the person',
  ],
  [
    'stopped without an agent',
    [...atRest, exited('exited'), stop],
    'stopped',
    'stopped by the person',
  ],
  [
    'let go at rest',
    [...atRest, exited('released')],
    'idle',
    'at rest; the next prompt resumes it',
  ],
  [
    'let go with a prompt under way',
    [...atRest, ...prompted, exited('released')],
    'idle',
    'at rest; the next prompt resumes it',
  ],
  [
    'let go after a failure',
    [...inTurn, ended('failed'), exited('released')],
    'failed',
    'the turn failed',
    8,
  ],
  [
    'brought back by policy',
    [...atRest, exited('exited'), resume],
    'resuming',
    'resuming by policy (attempt 2)',
  ],
  [
    'brought back',
    [...atRest, exited('exited'), resume, { ...ready, run: 'r2', continuity: 'same' }],
    'idle',
    'resumed: the same provider session',
  ],
  [
    'brought back as another',
    [...atRest, exited('exited'), resume, { ...ready, run: 'r2', continuity: 'fork' }],
    'idle',
    'a fork: it goes on from a copy, under another session id of the provider',
  ],
  [
    'brought back without proof',
    [...atRest, exited('exited'), resume, { ...ready, run: 'r2', continuity: 'unproved' }],
    'idle',
    'resumed, but the agent gave no proof that it is the same session',
  ],
  ['closed', [...atRest, closed], 'done', 'closed by the person'],
  ['a subagent made', [childOf('root')], 'starting', 'spawned by its parent'],
  ['a subagent at work', childTurn, 'running', 'the agent began a turn by itself'],
  ['a subagent done', [...childTurn, ended()], 'done', 'the turn completed'],
  [
    'a subagent interrupted',
    [...childTurn, ended('interrupted')],
    'stopped',
    'the turn was interrupted',
  ],
  ['a subagent failed', [...childTurn, ended('failed', { error })], 'failed', 'no credit'],
  ['a subagent asked to stop', [...childTurn, stop], 'running', 'asked to stop'],
  [
    'a subagent begun again',
    [...childTurn, ended(), { type: 'turn.started', turn: 't2' }],
    'running',
    'the agent began a turn by itself',
  ],
])(
  'a session %s is told with its state, reason, evidence and since',
  (_, events, state, reason, seq) => {
    const session = given(...events)
    const evidence = seq ?? session.lastSeq
    expect(session).toMatchObject({ state, reason, evidence })
    expect(session.since).toBeLessThanOrEqual(start + (evidence - 1) * 1000)
  },
)

test.each<[string, SessionEvent]>([
  ['a turn', { type: 'turn.started', turn: 't9' }],
  ['an ask', asks('a')],
  ['the end of its agent', exited('signalled')],
  ['a prompt', queued('p9')],
  ['a stop', stop],
  ['an agent', { ...requested, run: 'r9' } as SessionEvent],
  ['another close', closed],
])('a closed session stays closed after %s', (_, event) => {
  const before = given(...atRest, closed)
  const after = next(before, event)
  expect(after).toMatchObject({
    state: 'done',
    evidence: before.evidence,
    asks: [],
    queue: [],
    now: null,
  })
  expect(after.since).toBe(before.since)
})

test('closing a session with a live agent marks that agent as being stopped', () => {
  expect(given(...atRest, closed).live).toMatchObject({ run: 'r1', stopping: true })
})

test('an event of a session nobody has heard of is a bug', () => {
  const [, event] = recorded([created(), stop])
  expect(() => event && evolve(undefined, event)).toThrow('event 2 (stop.asked) of session s')
})

test('a session is made once: told again it keeps what happened since', () => {
  const session = next(given(...inTurn), created({ title: 'another' }))
  expect(session).toMatchObject({ state: 'running', title: 'add a health endpoint' })
})

test('an event of a newer version changes nothing but the count of events', () => {
  const session = given(...inTurn)
  const after = next(session, { type: 'moon.rose' } as never)
  expect(after).toMatchObject({ ...session, lastSeq: 8, version: 8, updatedAt: after.updatedAt })
})

test('a clock that goes back moves neither since nor the last update back', () => {
  const session = given(...inTurn)
  const after = next(session, ended(), session.since - 3_600_000)
  expect(after).toMatchObject({ state: 'idle', since: session.since, updatedAt: session.updatedAt })
})

test('since is when the state began, not when its reason changed', () => {
  const session = given(...inTurn)
  const asked = next(session, { type: 'interrupt.asked', turn: 't1' })
  expect(asked).toMatchObject({ reason: 'asked to interrupt', since: session.since })
})

test('a session at rest does nothing now, whatever comes late', () => {
  expect(given(...inTurn, says('m', 'working')).now).toBe('working')
  expect(given(...inTurn, ended(), says('m', 'too late'), call('c')).now).toBeNull()
})

test('silence is told beside the state, and any word of the agent ends it', () => {
  const lost: SessionEvent = { type: 'signal.lost', reason: 'nothing heard for 5 min' }
  const silent = given(...inTurn, lost)
  expect(silent).toMatchObject({
    state: 'running',
    signal: 'none',
    silence: 'nothing heard for 5 min',
  })
  for (const word of [
    says('m', 'x'),
    { type: 'signal.found' } as const,
    ended(),
    exited('exited'),
    asks('a'),
  ])
    expect(next(silent, word)).toMatchObject({ signal: 'ok', silence: null })
  expect(given(...inTurn, exited('exited'), lost).signal).toBe('ok')
})

test('what a person sets is kept; what is measured is shown', () => {
  const session = given(
    { type: 'session.renamed', title: 'mine' },
    { type: 'session.configured', onCrash: 'resume' },
    { type: 'session.configured', permission: 'plan' },
    { type: 'session.configured', model: 'large' },
    { type: 'switch.asked', to: { permission: 'bypass' } },
    { type: 'switch.refused', to: { permission: 'bypass' }, message: 'no' },
    { type: 'context.measured', used: 10, size: 200 },
    { type: 'wire.unknown', wire: '{}', why: 'new' },
    { type: 'gap.found', runner: 'local', from: 3, to: 4 },
  )
  expect(session).toMatchObject({
    title: 'mine',
    onCrash: 'resume',
    permission: 'plan',
    model: 'large',
    context: { used: 10, size: 200 },
    unknownWire: 1,
    state: 'starting',
  })
})

test('a placeholder whose spawn is seen gets its name and its place', () => {
  const before = given(childOf('root', { placeholder: true }))
  const after = next(before, {
    type: 'child.identified',
    title: 'tester',
    parentId: 'p',
    toolUse: 'c1',
  })
  expect(after).toMatchObject({
    title: 'tester',
    parentId: 'p',
    rootId: 'root',
    child: { placeholder: false, toolUse: 'c1' },
  })
})

test('folding the same events twice from the start gives the same session', () => {
  const events = recorded([created(), ...inTurn, asks('a'), answer('a'), ended()])
  expect(fold(events)).toEqual(fold(events))
})
