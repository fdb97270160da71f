import { expect, test } from 'vitest'
import type { Recorded, SessionEvent } from '../core/event.ts'
import { fleet as emptyFleet } from '../core/fleet.ts'
import type { Item } from '../core/item.ts'
import { childOf, created, ended, inTurn, start } from '../core/testing.ts'
import { noUsage } from '../core/usage.ts'
import { content, noContent } from './content.ts'
import { openTurns } from './recall.ts'
import { turns } from './turns.ts'

type Tool = Item & { kind: 'tool' }

const call = (over: Partial<Tool> = {}): SessionEvent => ({
  type: 'item.set',
  item: {
    kind: 'tool',
    id: 'r1:c1',
    name: 'Bash',
    tool: 'execute',
    title: 'cat ~/.ssh/id_rsa',
    status: 'running',
    settled: false,
    ...over,
  },
})
const done = { status: 'completed', settled: true } as const

/** A log of several sessions, an event a second, with what comes out of it. */
function world(texts = noContent) {
  const fleet = emptyFleet()
  const log: Recorded[] = []
  const traced = turns((id) => fleet.get(id), texts)
  return {
    fleet,
    log,
    traced,
    tell(session: string, ...events: SessionEvent[]) {
      return events.flatMap((event) => {
        const seq = log.length + 1
        const version = log.filter(({ sessionId }) => sessionId === session).length + 1
        const recorded = { ...event, sessionId: session, seq, version, at: start + seq * 1000 }
        log.push(recorded)
        fleet.apply(recorded)
        return traced.take(recorded)
      })
    },
  }
}

test('a turn is a trace, its calls are spans below it, with their times', () => {
  const { tell, log } = world()
  expect(tell('s', created({ model: 'm-1' }), ...inTurn, call())).toEqual([])
  const [tool] = tell('s', call({ ...done }))
  const usage = { ...noUsage, inputTokens: 5, cacheReadTokens: 20, outputTokens: 7, costUsd: 0.5 }
  const [turn] = tell('s', ended('completed', { usage }))
  const at = (type: string) => log.find((event) => event.type === type)?.at
  expect(turn).toMatchObject({
    parent: null,
    name: 'invoke_agent demo',
    kind: 'client',
    startedAt: at('turn.started'),
    endedAt: at('turn.ended'),
    error: null,
    attributes: {
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.agent.name': 'demo',
      'gen_ai.request.model': 'm-1',
      'gen_ai.conversation.id': 's',
      'gen_ai.usage.input_tokens': 25,
      'gen_ai.usage.output_tokens': 7,
      'gen_ai.usage.cache_read.input_tokens': 20,
      'signalbox.turn.id': 't1',
      'signalbox.turn.outcome': 'completed',
      'signalbox.cost.usd': 0.5,
      'signalbox.project.name': 'shop',
    },
  })
  expect(turn?.trace).toMatch(/^[0-9a-f]{32}$/)
  expect(turn?.span).toMatch(/^[0-9a-f]{16}$/)
  expect(tool).toMatchObject({
    trace: turn?.trace,
    parent: turn?.span,
    name: 'execute_tool Bash',
    kind: 'internal',
    startedAt: at('item.set'),
    endedAt: (at('item.set') ?? 0) + 1000,
    attributes: { 'gen_ai.tool.name': 'Bash', 'gen_ai.tool.call.id': 'r1:c1' },
  })
})

test('nothing that was said goes along unless it is asked for', () => {
  const said: SessionEvent[] = [
    { type: 'item.set', item: { kind: 'message', id: 'm', text: 'the answer', settled: false } },
    { type: 'item.grew', id: 'm', offset: 10, text: ' is 42', settled: true },
    call({ ...done, input: { command: 'ls -a' }, output: 'README' }),
    ended(),
  ]
  const without = JSON.stringify(world().tell('s', created(), ...inTurn, ...said))
  for (const text of ['go on', 'answer', 'ls -a', 'README', 'id_rsa'])
    expect(without).not.toContain(text)

  const [tool, turn] = world(content()).tell('s', created(), ...inTurn, ...said)
  expect(tool?.attributes).toMatchObject({
    'gen_ai.tool.call.arguments': '{"command":"ls -a"}',
    'gen_ai.tool.call.result': 'README',
  })
  expect(JSON.parse(String(turn?.attributes['gen_ai.input.messages']))).toEqual([
    { role: 'user', parts: [{ type: 'text', content: 'go on' }] },
  ])
  expect(JSON.parse(String(turn?.attributes['gen_ai.output.messages']))).toEqual([
    { role: 'assistant', parts: [{ type: 'text', content: 'the answer is 42' }] },
  ])
})

test('a subagent hangs on the call that spawned it, at any depth, in the trace of its root', () => {
  const { tell } = world()
  tell('s', created(), ...inTurn, call({ id: 'r1:spawn', name: 'Task', child: 'k1' }))
  tell('a', childOf('s', { key: 'k1', toolUse: 'spawn' }), { type: 'turn.started', turn: 'a:1' })
  tell('a', call({ id: 'r1:deep' }))
  tell('b', childOf('a', { rootId: 's', key: 'k2', toolUse: 'deep' }), {
    type: 'turn.started',
    turn: 'b:1',
  })
  const [b] = tell('b', ended('completed', { turn: 'b:1' }))
  const [deep, a] = tell('a', call({ id: 'r1:deep', ...done }), ended('completed', { turn: 'a:1' }))
  const [spawn, s] = tell('s', call({ id: 'r1:spawn', name: 'Task', ...done }), ended())
  expect([a?.trace, b?.trace, deep?.trace, spawn?.trace]).toEqual(Array(4).fill(s?.trace))
  expect([b?.parent, deep?.parent, a?.parent, spawn?.parent]).toEqual([
    deep?.span,
    a?.span,
    spawn?.span,
    s?.span,
  ])
  expect(b).toMatchObject({ kind: 'internal', attributes: { 'gen_ai.conversation.id': 's' } })
})

test('a subagent that works on after its parent rests stays in the trace that it began in', () => {
  const { tell } = world()
  tell('s', created(), ...inTurn, call({ id: 'r1:spawn', child: 'k1' }))
  tell('a', childOf('s', { key: 'k1' }), { type: 'turn.started', turn: 'a:1' })
  const [spawn, s] = tell('s', call({ id: 'r1:spawn', ...done }), ended())
  const [a] = tell('a', ended('completed', { turn: 'a:1' }))
  expect(a).toMatchObject({ trace: s?.trace, parent: spawn?.span })
  tell('a', { type: 'turn.started', turn: 'a:2' })
  expect(tell('a', ended('completed', { turn: 'a:2' }))[0]).toMatchObject({ trace: s?.trace })
})

test.each([
  ['failed', 'rate-limit'],
  ['crashed', 'crashed'],
  ['interrupted', null],
  ['stopped', null],
] as const)(
  'a turn that %s ends with the error %s, and what ran in it with it',
  (outcome, error) => {
    const { tell } = world()
    tell('s', created(), ...inTurn, call())
    const [tool, turn] = tell(
      's',
      ended(outcome, { error: { kind: 'rate-limit', message: 'slow down, ada' } }),
    )
    expect(turn).toMatchObject({ error, attributes: { 'signalbox.turn.outcome': outcome } })
    expect(tool?.error).toBe(error ?? outcome)
    expect(JSON.stringify([tool, turn])).not.toContain('ada')
  },
)

test('told again, a call makes no second span; a name that is a sentence is not told', () => {
  const { tell } = world()
  tell('s', created(), ...inTurn)
  const spans = tell('s', call({ ...done, name: 'read the secrets of ada' }), call({ ...done }))
  expect(spans.map(({ name }) => name)).toEqual(['execute_tool execute'])
})

test('waiting for an answer is part of a turn, and told', () => {
  const { tell } = world()
  const ask = { id: 'q', kind: 'question', title: 'Which?', options: [] } as const
  tell('s', created(), ...inTurn, { type: 'ask.opened', ask: { ...ask, options: [] } })
  tell('s', { type: 'ask.answered', id: 'q', answer: { choice: 'allow' }, by: 'person' })
  const [turn] = tell('s', ended())
  expect(turn?.attributes['signalbox.turn.waited']).toBe(1)
})

test('a turn whose start was not told begins as long ago as its agent says; a closed one ends', () => {
  const { tell, log } = world()
  tell('s', created(), ...inTurn.slice(0, -1))
  const [turn] = tell('s', ended('completed', { durationMs: 2500 }))
  expect(turn).toMatchObject({ startedAt: (log.at(-1)?.at ?? 0) - 2500 })
  tell('s', { type: 'turn.started', turn: 't2' })
  expect(tell('s', { type: 'session.closed' })[0]?.attributes['signalbox.turn.outcome']).toBe(
    'stopped',
  )
})

test('a server that takes over in mid-turn tells the rest of the trace as the first would have', () => {
  const before = world()
  before.tell('s', created(), ...inTurn, call({ id: 'r1:spawn', child: 'k1' }), call())
  before.tell('a', childOf('s', { key: 'k1' }), { type: 'turn.started', turn: 'a:1' })
  before.tell('a', call({ id: 'r1:c2' }))
  const rest: [string, SessionEvent][] = [
    ['s', call({ ...done })],
    ['s', call({ id: 'r1:spawn', ...done })],
    ['s', ended()],
    ['a', call({ id: 'r1:c2', ...done })],
    ['a', ended('completed', { turn: 'a:1' })],
  ]
  for (let cut = 0; cut <= rest.length; cut++) {
    const first = world()
    for (const { seq, at, version, sessionId, ...event } of before.log) {
      void [seq, at, version]
      first.tell(sessionId, event as SessionEvent)
    }
    for (const [session, event] of rest.slice(0, cut)) first.tell(session, event)

    const second = turns((id) => first.fleet.get(id), noContent)
    const all = [...first.fleet.all()]
    const page = (id: string, seq: number, limit: number) =>
      first.log.filter((event) => event.sessionId === id && event.seq < seq).slice(-limit)
    for (const event of openTurns(all, page)) second.take(event)
    second.catchUp()
    for (const [session, event] of rest.slice(cut)) {
      const told = first.tell(session, event)
      const [last] = first.log.slice(-1)
      expect(last && second.take(last)).toEqual(told)
    }
  }
})
