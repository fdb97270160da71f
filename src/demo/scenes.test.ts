import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  driveAgent,
  kindsOf,
  scratchPlace,
  textOf,
  toldBy,
  truthOf,
  wireOf,
  type Answers,
  type Driven,
  type Place,
  played,
} from './driven-agent.ts'
import { part } from './truth.ts'

let place: Place

beforeAll(async () => {
  place = await scratchPlace()
})

afterAll(() => place.remove())

const play = (prompt: string, answers: Answers = {}) => played(place, prompt, answers)

function expectTruth(driven: Driven, session: string) {
  const truth = truthOf(place, session)
  expect(truth.map(({ n }) => n)).toEqual(truth.map((_, at) => at + 1))
  expect(wireOf(driven, session)).toEqual(toldBy(truth))
}

/** What the protocol's library made of every update is what was sent: nothing dropped, nothing mended. */
function expectValid(driven: Driven, session: string) {
  const sent = wireOf(driven, session).filter((one) => part(one, 'update') !== undefined)
  expect(driven.shown).toEqual(sent)
}

const quiet = [
  'text',
  'thinking',
  'plan',
  'tools',
  'edit',
  'approval',
  'approvals',
  'question',
  'nested',
  'parallel',
  'child-approval',
  'child-fails',
  'long kb=40',
  'slow ms=10',
  'flood rate=0 events=300 size=200',
  'line mb=2',
  'u2028',
]

describe('every scene', () => {
  test.each(quiet)('%s is valid, as its truth log says, and ends its turn', async (scene) => {
    const { driven, session, response, ended } = await play(`/play ${scene} pace=0`)
    expect(response.stopReason).toBe('end_turn')
    expect(ended).toEqual({ code: 0, signal: null })
    expectTruth(driven, session)
    expectValid(driven, session)
    const last = driven.shown.filter(({ session: id }) => id === session).at(-1)
    expect(last?.update).toMatchObject({ sessionUpdate: 'usage_update', cost: { currency: 'USD' } })
  })

  test('is the same each time under one seed, and another under another', async () => {
    const once = async (prompt: string) => {
      const { driven, session } = await play(prompt)
      const told = toldBy(truthOf(place, session))
      const cwd = /work-\d+/g
      return (
        JSON.stringify(told).replaceAll(session, 'S').replaceAll(cwd, 'W') + driven.others.length
      )
    }
    const first = await once('/play parallel pace=0 seed=7')
    expect(await once('/play parallel pace=0 seed=7')).toBe(first)
    expect(await once('/play parallel pace=0 seed=8')).not.toBe(first)
  })

  test('has a name; an unknown one is refused with the list', async () => {
    const driven = await driveAgent(place)
    const session = await driven.newSession(place.workspace())
    await expect(driven.prompt(session, '/play opera')).rejects.toMatchObject({
      code: -32602,
      message: expect.stringContaining("'opera'"),
    })
    await driven.end()
  })
})

test('tools shows reading, searching, fetching and commands, one of which fails', async () => {
  const { driven } = await play('/play tools pace=0')
  const calls = driven.shown.filter(({ update }) => update.sessionUpdate === 'tool_call')
  const kinds = calls.map(({ update }) => part(update, 'kind'))
  expect(kinds).toEqual(['search', 'read', 'fetch', 'execute', 'execute'])
  const ends = driven.shown.map(({ update }) => part(update, 'status'))
  expect(ends.filter((status) => status === 'failed')).toHaveLength(1)
})

describe('subagents', () => {
  test('nest: each is announced on its parent, works under its own id, and ends', async () => {
    const { driven, session } = await play('/play nested pace=0')
    const ids = ['_t1a1', '_t1a1a1', '_t1a1a1a1'].map((end) => session + end)
    for (const [depth, id] of ids.entries()) {
      const parent = depth === 0 ? session : ids[depth - 1]
      const told = driven.shown.filter(({ update }) => update['sessionId'] === id)
      expect(told.map((one) => one.session)).toEqual([parent, parent])
      expect(told.map(({ update }) => part(update['state'], 'state'))).toEqual(['running', 'idle'])
      expect(part(told[1]?.update['state'], 'stopReason')).toBe('end_turn')
      expect(textOf(driven.shown, id)).not.toBe('')
      const own = kindsOf(driven.shown.filter((one) => one.session === id))
      expect(own).toContain('tool_call')
      expect(own).toContain('session_message')
    }
  })

  test('work side by side', async () => {
    const { driven } = await play('/play parallel pace=0')
    const states = driven.shown.map(({ update }) => part(update['state'], 'state'))
    const told = states.filter((state) => state !== undefined)
    expect(told.slice(0, 3)).toEqual(['running', 'running', 'running'])
    expect(told.slice(3)).toEqual(['idle', 'idle', 'idle'])
  })

  test('fail alone: their parent goes on', async () => {
    const { driven, response, text } = await play('/play child-fails pace=0')
    expect(response.stopReason).toBe('end_turn')
    const ending = driven.shown.map(({ update }) => update['state']).findLast((state) => state)
    expect(ending).toMatchObject({
      stopReason: 'error',
      error: { message: expect.stringContaining('529') },
    })
    expect(text).toContain('gave up half way')
  })

  test('in the background go on after the turn of their parent', async () => {
    const driven = await driveAgent(place)
    const session = await driven.newSession(place.workspace())
    await driven.prompt(session, '/play background pace=0 ms=150')
    const atEnd = driven.shown.length
    const idle = () =>
      driven.shown.findIndex(({ update }) => part(update['state'], 'state') === 'idle')
    expect(idle()).toBe(-1)
    await driven.until(
      () => idle() >= 0 && driven.shown.at(-1)?.update.sessionUpdate === 'usage_update',
    )
    expect(idle()).toBeGreaterThanOrEqual(atEnd)
    expect(textOf(driven.shown, `${session}_t1a1`)).toContain('nothing broke')
    await driven.end()
    expectTruth(driven, session)
  })

  test('are told inside their parent to a client that does not know them', async () => {
    const driven = await driveAgent(place, {}, {})
    const session = await driven.newSession(place.workspace())
    await driven.prompt(session, '/play nested pace=0')
    await driven.end()
    expect(new Set(driven.shown.map((one) => one.session))).toEqual(new Set([session]))
    expect(kindsOf(driven.shown)).not.toContain('subagent_update')
    const parents = driven.shown.map(({ update }) =>
      part(part(update._meta, 'claudeCode'), 'parentToolUseId'),
    )
    expect(new Set(parents.filter((parent) => parent))).toEqual(
      new Set(['spawn_t1a1', 'spawn_t1a1a1', 'spawn_t1a1a1a1']),
    )
    expectTruth(driven, session)
  })
})

describe('edit', () => {
  test('asks, really writes the file, and shows the diff', async () => {
    const { driven, cwd } = await play('/play edit pace=0 path=src/retry.js')
    expect(driven.permissions).toHaveLength(2)
    expect(readFileSync(join(cwd, 'src/retry.js'), 'utf8')).toContain('attempts = 5')
    const diffs = driven.shown.flatMap(({ update }) => {
      const content = update['content']
      return Array.isArray(content) && update['status'] === 'completed' ? content : []
    })
    expect(diffs[0]).toMatchObject({ type: 'diff', oldText: null })
    expect(diffs[1]).toMatchObject({
      type: 'diff',
      newText: expect.stringContaining('attempts = 5'),
    })
  })

  test('writes nothing outside the workspace', async () => {
    const { cwd, driven } = await play('/play edit pace=0 path=../escaped.js')
    expect(existsSync(join(cwd, '../escaped.js'))).toBe(false)
    expect(JSON.stringify(driven.shown)).toContain('is outside the workspace')
  })

  test('writes nothing when the person says no', async () => {
    const { cwd } = await play('/play edit pace=0', { permission: () => 'reject' })
    expect(existsSync(join(cwd, 'src'))).toBe(false)
  })
})

test.each([
  ['rate-limit', -32603, '429'],
  ['overloaded', -32603, '529'],
  ['auth', -32000, 'sign in'],
  ['bad-request', -32603, '400'],
  ['refused', -32603, 'refused'],
])('fail kind=%s is an error of the protocol', async (kind, code, words) => {
  const driven = await driveAgent(place)
  const session = await driven.newSession(place.workspace())
  await expect(driven.prompt(session, `/play fail pace=0 kind=${kind}`)).rejects.toMatchObject({
    code,
    message: expect.stringContaining(words),
    data: { errorKind: kind },
  })
  expect((await driven.prompt(session, '/play text pace=0')).stopReason).toBe('end_turn')
  await driven.end()
  expectTruth(driven, session)
})

test.each([
  ['refusal', 'refusal'],
  ['limit', 'max_turn_requests'],
])('fail kind=%s is a stop reason', async (kind, stopReason) => {
  const { response } = await play(`/play fail pace=0 kind=${kind}`)
  expect(response.stopReason).toBe(stopReason)
})

test('"add a health endpoint" plans, reads, edits, asks for the tests, is reviewed and sums up', async () => {
  const { driven, session, cwd, text } = await play('add a health endpoint')
  const kinds = kindsOf(driven.shown)
  for (const kind of [
    'plan',
    'tool_call',
    'subagent_update',
    'usage_update',
    'agent_thought_chunk',
  ])
    expect(kinds).toContain(kind)
  expect(driven.permissions.map(({ toolCall }) => toolCall.title)).toEqual([
    'Write src/routes/health.js',
    'Write test/health.test.js',
    'npm test',
  ])
  expect(existsSync(join(cwd, 'src/routes/health.js'))).toBe(true)
  expect(text).toContain('`GET /health` is there')
  expect(textOf(driven.shown, `${session}_t1a1`)).toContain('access log')
})
