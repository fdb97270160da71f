import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { methods } from '@agentclientprotocol/sdk/unstable'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { driveAgent, scratchPlace, textOf, toldBy, truthOf, wireOf } from './driven-agent.ts'
import type { Driven, Place } from './driven-agent.ts'
import { part } from './truth.ts'

let place: Place
beforeAll(async () => {
  place = await scratchPlace()
})
afterAll(() => place.remove())

const { session: calls } = methods.agent

function costs(driven: Driven): number[] {
  const told = driven.shown.map(({ update }) => part(part(update, 'cost'), 'amount'))
  return told.filter((amount) => typeof amount === 'number')
}

describe('a session whose agent was killed', () => {
  test('is resumed by another agent: numbers, ids and cost go on, and no history is shown', async () => {
    const cwd = place.workspace()
    const first = await driveAgent(place)
    const session = await first.newSession(cwd)
    await first.prompt(session, '/play tools pace=0')
    const lost = first.prompt(session, '/play slow pace=0').catch((error: unknown) => error)
    await first.until(() => first.shown.at(-1)?.update['toolCallId'] === 'call_t2_1')
    first.child.kill('SIGKILL')
    await first.exited
    expect(await lost).toBeInstanceOf(Error)
    const before = truthOf(place, session)

    const second = await driveAgent(place)
    await second.agent.request(calls.resume, { sessionId: session, cwd, mcpServers: [] })
    expect(second.shown).toEqual([])
    await second.prompt(session, '/play text pace=0')
    await second.end()

    const truth = truthOf(place, session)
    expect(truth.map(({ n }) => n)).toEqual(truth.map((_, at) => at + 1))
    expect(truth.slice(0, before.length)).toEqual(before)
    expect(new Set(truth.map(({ pid }) => pid)).size).toBe(2)
    expect(second.shown.map(({ update }) => update['messageId'])).toContain('msg_t3_1')
    expect(costs(second)[0]).toBeGreaterThan(costs(first).at(-1) ?? Infinity)
  })

  test('may have left a torn line in its logs: it is cut off, nothing else is', async () => {
    const cwd = place.workspace()
    const first = await driveAgent(place)
    const session = await first.newSession(cwd)
    await first.prompt(session, '/play text pace=0')
    await first.end()
    const before = truthOf(place, session)
    appendFileSync(join(place.state, session, 'emitted.ndjson'), '{"n":99,"at":17')
    appendFileSync(join(place.state, session, 'history.ndjson'), '{"kind":"prompt","tu')

    const second = await driveAgent(place)
    await second.agent.request(calls.resume, { sessionId: session, cwd, mcpServers: [] })
    await second.prompt(session, '/play text pace=0')
    await second.end()
    const truth = truthOf(place, session)
    expect(truth.slice(0, before.length)).toEqual(before)
    expect(truth.map(({ n }) => n)).toEqual(truth.map((_, at) => at + 1))
  })

  test('has lost its cost where the scene says so', async () => {
    const driven = await driveAgent(place)
    const session = await driven.newSession(place.workspace())
    await driven.prompt(session, '/play tools pace=0')
    const before = costs(driven).at(-1) ?? 0
    await driven.prompt(session, '/play text pace=0 lost-cost=1')
    expect(costs(driven).at(-1)).toBeLessThan(before)
    await driven.end()
  })
})

describe('loading a session', () => {
  test('shows its whole history once more, marked as a replay in the truth', async () => {
    const cwd = place.workspace()
    const first = await driveAgent(place)
    const session = await first.newSession(cwd)
    await first.prompt(session, '/play nested pace=0')
    await first.end()

    const second = await driveAgent(place)
    await second.agent.request(calls.load, { sessionId: session, cwd, mcpServers: [] })
    const asked = second.shown.filter(({ update }) => update.sessionUpdate === 'user_message_chunk')
    expect(asked.map(({ update }) => update.content)).toEqual([
      { type: 'text', text: '/play nested pace=0' },
    ])
    for (const id of [session, `${session}_t1a1`, `${session}_t1a1a1a1`])
      expect(textOf(second.shown, id)).toBe(textOf(first.shown, id))
    await second.end()
    const replayed = truthOf(place, session).filter(({ replay }) => replay)
    expect(wireOf(second, session)).toEqual(toldBy(replayed))
  })
})

test.each([calls.resume, calls.load])('%s of an unknown id is refused', async (method) => {
  const driven = await driveAgent(place)
  for (const sessionId of ['00000000-0000-0000-0000-000000000000', '../state', 'a/b'])
    await expect(
      driven.agent.request(method, { sessionId, cwd: place.workspace(), mcpServers: [] }),
    ).rejects.toMatchObject({ code: -32002 })
  await driven.end()
})

test('a folder that is not there is refused', async () => {
  const driven = await driveAgent(place)
  await expect(driven.newSession('/nowhere/at/all')).rejects.toMatchObject({ code: -32602 })
  await driven.end()
})

describe('cancel', () => {
  test('ends a slow turn, its open tool shown as failed, and the session goes on', async () => {
    const driven = await driveAgent(place)
    const session = await driven.newSession(place.workspace())
    const turn = driven.prompt(session, '/play slow pace=0')
    await driven.until(() => driven.shown.some(({ update }) => update['status'] === 'in_progress'))
    await driven.agent.notify(calls.cancel, { sessionId: session })
    expect((await turn).stopReason).toBe('cancelled')
    const last = driven.shown.findLast(({ update }) => update['toolCallId'] === 'call_t1_1')
    expect(last?.update['status']).toBe('failed')
    expect((await driven.prompt(session, '/play text pace=0')).stopReason).toBe('end_turn')
    await driven.end()
  })

  test('drops a pending approval', async () => {
    const driven = await driveAgent(place, { permission: () => new Promise(() => {}) })
    const session = await driven.newSession(place.workspace())
    const turn = driven.prompt(session, '/play approval pace=0')
    await driven.until(() => driven.permissions.length === 1)
    await driven.agent.notify(calls.cancel, { sessionId: session })
    expect((await turn).stopReason).toBe('cancelled')
    expect(textOf(driven.shown, session)).not.toContain('version 42')
    await driven.end()
  })

  test('of the session ends background work; of a subagent only that subagent', async () => {
    const driven = await driveAgent(place)
    const session = await driven.newSession(place.workspace())
    const idle = () =>
      driven.shown.flatMap(({ update }) =>
        part(update['state'], 'state') === 'idle' ? [part(update['state'], 'stopReason')] : [],
      )
    const started = (id: string) =>
      driven.shown.some(
        ({ session, update }) => session === id && update['status'] === 'in_progress',
      )
    await driven.prompt(session, '/play background pace=0 ms=60000')
    await driven.prompt(session, '/play background pace=0 ms=60000')
    const children = [`${session}_t1a1`, `${session}_t2a1`] as const
    await driven.until(() => children.every(started))
    await driven.agent.notify(calls.cancel, { sessionId: children[0] })
    await driven.until(() => idle().length === 1)
    await driven.agent.notify(calls.cancel, { sessionId: session })
    await driven.until(() => idle().length === 2)
    expect(idle()).toEqual(['cancelled', 'cancelled'])
    await driven.end()
  })
})

describe('modes', () => {
  async function edited(mode: string, answer = 'allow') {
    const driven = await driveAgent(place, { permission: () => answer })
    const session = await driven.newSession(place.workspace())
    await driven.agent.request(calls.setMode, { sessionId: session, modeId: mode })
    await driven.prompt(session, '/play edit pace=0')
    await driven.end()
    return driven
  }

  test('acceptEdits asks for no edit', async () => {
    expect((await edited('acceptEdits')).permissions).toEqual([])
  })

  test('plan asks first whether the plan may be carried out', async () => {
    const driven = await edited('plan', 'acceptEdits')
    expect(driven.permissions.map(({ toolCall }) => toolCall.kind)).toEqual(['switch_mode'])
    const modes = driven.shown.map(({ update }) => update['currentModeId'])
    expect(modes).toContain('acceptEdits')
    const kept = await edited('plan', 'reject')
    expect(JSON.stringify(kept.shown)).toContain('The person did not allow this change.')
  })

  test('and the model are kept over a resume', async () => {
    const cwd = place.workspace()
    const first = await driveAgent(place)
    const session = await first.newSession(cwd)
    await first.agent.request(calls.setMode, { sessionId: session, modeId: 'acceptEdits' })
    const set = { sessionId: session, configId: 'model', value: 'demo-small' }
    await first.agent.request(calls.setConfigOption, set)
    first.child.kill('SIGKILL')
    await first.exited
    const second = await driveAgent(place)
    const resumed = await second.agent.request(calls.resume, {
      sessionId: session,
      cwd,
      mcpServers: [],
    })
    expect(resumed.modes?.currentModeId).toBe('acceptEdits')
    expect(resumed.configOptions?.[0]).toMatchObject({ id: 'model', currentValue: 'demo-small' })
    await second.end()
  })

  test('that do not exist are refused', async () => {
    const driven = await driveAgent(place)
    const session = await driven.newSession(place.workspace())
    const set = { sessionId: session, modeId: 'yolo' }
    await expect(driven.agent.request(calls.setMode, set)).rejects.toMatchObject({ code: -32602 })
    await driven.end()
  })
})

test('usage adds up: the cost is what all tokens of a turn and its subagents cost', async () => {
  const driven = await driveAgent(place)
  const session = await driven.newSession(place.workspace())
  const { usage } = await driven.prompt(session, '/play parallel pace=0')
  const children = driven.shown.flatMap(({ update }) => part(update['state'], 'usage') ?? [])
  expect(children).toHaveLength(3)
  const dollars = [usage, ...children].map(
    (one) =>
      (Number(part(one, 'inputTokens')) * 3 +
        Number(part(one, 'outputTokens')) * 15 +
        Number(part(one, 'cachedReadTokens')) * 0.3 +
        Number(part(one, 'cachedWriteTokens')) * 3.75) /
      1e6,
  )
  const sum = dollars.reduce((total, one) => total + one, 0)
  expect(costs(driven).at(-1)).toBeCloseTo(sum, 6)
  expect(costs(driven)).toEqual([...costs(driven)].sort((a, b) => a - b))
  await driven.end()
})

test('a second prompt in the middle of a turn is refused', async () => {
  const driven = await driveAgent(place)
  const session = await driven.newSession(place.workspace())
  const turn = driven.prompt(session, '/play slow pace=0')
  await expect(driven.prompt(session, '/play text')).rejects.toMatchObject({ code: -32600 })
  await driven.agent.notify(calls.cancel, { sessionId: session })
  await turn
  await driven.end()
})

test('a closed session is gone from the agent but not from the disk', async () => {
  const cwd = place.workspace()
  const driven = await driveAgent(place)
  const session = await driven.newSession(cwd)
  await driven.prompt(session, '/play text pace=0')
  await driven.agent.request(calls.close, { sessionId: session })
  await expect(driven.prompt(session, '/play text')).rejects.toMatchObject({ code: -32002 })
  await driven.agent.request(calls.resume, { sessionId: session, cwd, mcpServers: [] })
  expect((await driven.prompt(session, '/play text pace=0')).stopReason).toBe('end_turn')
  await driven.end()
  const history = readFileSync(join(place.state, session, 'history.ndjson'), 'utf8')
  expect(history.match(/"kind":"prompt"/g)).toHaveLength(2)
})
