import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { driveAgent, scratchPlace, textOf, toldBy, truthOf, wireOf } from './driven-agent.ts'
import type { Driven, Place } from './driven-agent.ts'
import { part } from './truth.ts'

let place: Place
beforeAll(async () => {
  place = await scratchPlace()
})
afterAll(() => place.remove())

async function started(prompt: string) {
  const driven = await driveAgent(place)
  const session = await driven.newSession(place.workspace())
  const turn = driven.prompt(session, prompt).then(
    ({ stopReason }) => stopReason,
    (error: unknown) => error,
  )
  return { driven, session, turn }
}

function expectTruth(driven: Driven, session: string) {
  expect(wireOf(driven, session)).toEqual(toldBy(truthOf(place, session)))
}

test.each([
  ['exit', { code: 139, signal: null }],
  ['kill', { code: null, signal: 'SIGKILL' }],
])('crash how=%s ends the process in the middle of a tool, nothing said lost', async (how, end) => {
  const { driven, session, turn } = await started(`/play crash pace=0 how=${how}`)
  expect(await driven.exited).toEqual(end)
  expect(await turn).toBeInstanceOf(Error)
  expect(driven.shown.at(-1)?.update).toMatchObject({ sessionUpdate: 'tool_call_update' })
  expect(JSON.stringify(driven.shown.at(-1))).toContain('out of memory')
  expectTruth(driven, session)
})

test('halfline writes half a line and dies; the truth says that it is torn', async () => {
  const { driven, session, turn } = await started('/play halfline pace=0')
  expect(await driven.exited).toEqual({ code: 1, signal: null })
  await turn
  expect(driven.rest().length).toBeGreaterThan(20)
  expect(() => JSON.parse(driven.rest().toString())).toThrow()
  expect(truthOf(place, session).at(-1)?.torn).toBe(true)
  expectTruth(driven, session)
})

test('badutf8 sends bytes that are no UTF-8 and goes on; the truth has the bytes', async () => {
  const { driven, session, turn } = await started('/play badutf8 pace=0')
  expect(await turn).toBe('end_turn')
  const sent = truthOf(place, session).flatMap(({ bytes }) => bytes ?? [])
  const line = Buffer.from(sent[0] ?? '', 'base64')
  expect(driven.lines.some((one) => line.equals(Buffer.concat([one, Buffer.from('\n')])))).toBe(
    true,
  )
  expect(() => new TextDecoder('utf-8', { fatal: true }).decode(line)).toThrow()
  expect(textOf(driven.shown, session)).toContain('as if nothing had been')
  expectTruth(driven, session)
  await driven.end()
})

test('u2028 sends the separators themselves, inside one line', async () => {
  const { driven, session, turn } = await started('/play u2028 pace=0')
  expect(await turn).toBe('end_turn')
  expect(Buffer.concat(driven.lines).includes(Buffer.from('\u2028'))).toBe(true)
  expect(textOf(driven.shown, session)).toContain('One\u2028two\u2029three')
  await driven.end()
})

test('future sends an unknown update and an unknown notification and goes on', async () => {
  // The protocol's library complains there about what it does not know.
  const complained = vi.spyOn(console, 'error').mockImplementation(() => {})
  const { driven, session, turn } = await started('/play future pace=0')
  expect(await turn).toBe('end_turn')
  expect(driven.others.map(({ method }) => method)).toContain('session/hologram')
  const kinds = wireOf(driven, session).map((one) => part(part(one, 'update'), 'sessionUpdate'))
  expect(kinds).toContain('hologram_update')
  expect(complained).toHaveBeenCalled()
  complained.mockRestore()
  expect(textOf(driven.shown, session)).toContain('as if nothing had been')
  expectTruth(driven, session)
  await driven.end()
})

test('shell-grandchild leaves a shell in a session of its own that outlives the agent', async () => {
  const { driven, turn } = await started('/play shell-grandchild pace=0 ms=1')
  expect(await turn).toBe('end_turn')
  const pid = driven.shown.map(({ update }) => part(update['rawOutput'], 'pid')).find(Boolean)
  expect(pid).toBeTypeOf('number')
  await driven.end()
  // Signal 0 only asks whether it is there; it throws where it is not. Its group is its own.
  expect(process.kill(-Number(pid), 0)).toBe(true)
  process.kill(-Number(pid), 'SIGKILL')
})

describe('the process ends', () => {
  test('with 143 on SIGTERM, in the middle of a turn', async () => {
    const { driven, turn } = await started('/play slow pace=0')
    await driven.until(() => driven.shown.some(({ update }) => update['status'] === 'in_progress'))
    driven.child.kill('SIGTERM')
    expect(await driven.exited).toEqual({ code: 143, signal: null })
    await turn
  })

  test('when its stdin ends, also in the middle of a turn', async () => {
    const { driven, turn } = await started('/play slow pace=0')
    await driven.until(() => driven.shown.some(({ update }) => update['status'] === 'in_progress'))
    expect(await driven.end()).toEqual({ code: 0, signal: null })
    await turn
  })

  test('when nobody can read its stdout any more', async () => {
    const { driven, turn } = await started('/play flood pace=0 rate=200 events=100000')
    await driven.until(() => driven.shown.length > 10)
    driven.child.stdout?.destroy()
    expect(await driven.exited).toEqual({ code: 1, signal: null })
    await turn
  })
})

test('it says on stderr what it does', async () => {
  const { driven, turn } = await started('/play text pace=0')
  await turn
  await driven.until(() => driven.stderr().includes('stop=end_turn'))
  expect(driven.stderr()).toContain('session/new sessionId=')
  await driven.end()
})
