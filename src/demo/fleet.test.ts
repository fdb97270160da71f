import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { driveAgent, everything, scratchPlace, textOf, type Place } from './driven-agent.ts'
import { demoFleet } from './fleet.ts'
import { writeDemoProjects } from './projects.ts'
import { part } from './truth.ts'

let place: Place
beforeAll(async () => {
  place = await scratchPlace()
})
afterAll(() => place.remove())

/** One story of the fleet in its project, without delays, edits accepted as the fleet says. */
async function tell(story: string) {
  const told = demoFleet.find((session) => session.story === story)
  if (!told) throw new Error(`no session of the fleet tells ${story}`)
  const folder = place.workspace()
  const cwd = writeDemoProjects(folder)[told.project]
  const driven = await driveAgent(place, {}, everything, { SIGNALBOX_DEMO_PACE: '0' })
  const session = await driven.newSession(cwd)
  await driven.agent.request('session/set_mode', { sessionId: session, modeId: 'acceptEdits' })
  const turn = driven.prompt(session, told.prompt).then(
    ({ stopReason }) => stopReason,
    (error: unknown) => part(error, 'message'),
  )
  return { driven, session, cwd, turn }
}

test('the scratch projects are real: their own tests pass, and what is there is left alone', () => {
  const folder = place.workspace()
  const paths = writeDemoProjects(folder)
  for (const cwd of Object.values(paths))
    execFileSync(process.execPath, ['--test'], { cwd, env: { PATH: process.env['PATH'] } })
  const readme = join(paths['shop-api'], 'README.md')
  writeFileSync(readme, 'mine')
  writeDemoProjects(folder)
  expect(readFileSync(readme, 'utf8')).toBe('mine')
})

test('the retry of payments needs an approval and goes on from it', async () => {
  const { driven, session, cwd, turn } = await tell('checkout-retry')
  expect(await turn).toBe('end_turn')
  expect(driven.permissions.map(({ toolCall }) => toolCall.kind)).toEqual(['execute'])
  expect(readFileSync(join(cwd, 'src/payments.ts'), 'utf8')).toContain('idempotency-key')
  expect(textOf(driven.shown, session)).toContain('never charges twice')
  await driven.end()
})

test('the missing cent asks a question', async () => {
  const { driven, turn } = await tell('ledger-rounding')
  expect(await turn).toBe('end_turn')
  expect(driven.questions).toHaveLength(1)
  await driven.end()
})

test('the audit has subagents that have subagents', async () => {
  const { driven, session, turn } = await tell('validation-audit')
  expect(await turn).toBe('end_turn')
  const ids = new Set(driven.shown.map((one) => one.session.slice(session.length)))
  expect([...ids].sort()).toEqual(
    ['', '_t1a1', '_t1a1a1', '_t1a2', '_t1a2a1', '_t1a3', '_t1a3a1'].sort(),
  )
  await driven.end()
})

test('the unstable test is made stable for real', async () => {
  const { driven, cwd, turn } = await tell('flaky-test')
  expect(await turn).toBe('end_turn')
  execFileSync(process.execPath, ['--test'], {
    cwd,
    env: { PATH: process.env['PATH'], TZ: 'America/Anchorage' },
  })
  expect(readFileSync(join(cwd, 'test/parse.test.js'), 'utf8')).toContain('toISOString().slice')
  await driven.end()
})

test('the upgrade ends with an error', async () => {
  const { driven, turn } = await tell('forecast-upgrade')
  expect(await turn).toContain('429')
  await driven.end()
})

test('the icon bundle takes the agent down', async () => {
  const { driven, turn } = await tell('icon-bundle')
  expect(await driven.exited).toEqual({ code: 139, signal: null })
  await turn
})

test('the manual leaves work in the background', async () => {
  const { driven, session, turn, cwd } = await tell('manual-refresh')
  expect(await turn).toBe('end_turn')
  const child = `${session}_t1a1`
  await driven.until(() =>
    driven.shown.some(({ update }) => part(update['state'], 'stopReason') === 'end_turn'),
  )
  expect(textOf(driven.shown, child)).toContain('24 examples')
  expect(readFileSync(join(cwd, 'docs/manual.md'), 'utf8')).toContain('[YYYY-MM]')
  await driven.end()
})

test('the flow of an order is a long answer', async () => {
  const { driven, session, turn } = await tell('order-flow')
  expect(await turn).toBe('end_turn')
  expect(textOf(driven.shown, session).length).toBeGreaterThan(3500)
  await driven.end()
})
