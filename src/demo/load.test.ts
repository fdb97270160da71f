import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { driveAgent, scratchPlace, toldBy, truthOf, wireOf } from './driven-agent.ts'
import type { Place } from './driven-agent.ts'

let place: Place
beforeAll(async () => {
  place = await scratchPlace()
})
afterAll(() => place.remove())

/** Megabytes of memory that a process really holds; null where the system does not say. */
function memoryOf(pid: number): number | null {
  const path = `/proc/${pid}/status`
  if (!existsSync(path)) return null
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(path, 'utf8'))?.[1] ?? 0) / 1024
}

test('flood sends as many updates as it was asked for, at the rate it was asked for', async () => {
  const driven = await driveAgent(place)
  const session = await driven.newSession(place.workspace())
  const start = performance.now()
  await driven.prompt(session, '/play flood rate=1000 events=500 size=64')
  expect(performance.now() - start).toBeGreaterThan(450)
  const mixed = driven.shown.filter(({ update }) => 'messageId' in update || 'toolCallId' in update)
  expect(mixed).toHaveLength(500)
  expect(mixed.filter(({ update }) => 'toolCallId' in update).length).toBe(100)
  await driven.end()
  expect(wireOf(driven, session)).toEqual(toldBy(truthOf(place, session)))
})

test('flood stops while its reader does not read, in bounded memory, and then loses nothing', async () => {
  const events = 40_000
  const child = spawn(process.execPath, [place.bundle], {
    env: { SIGNALBOX_DEMO_STATE: join(place.state, 'stalled') },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const exited = once(child, 'exit')
  const ask = (id: number, method: string, params: unknown) =>
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`)
  let started = () => {}
  const begun = new Promise<void>((resolve) => (started = resolve))
  let updates = 0
  let tail = ''
  child.stdout.setEncoding('utf8')
  child.stdout.on('data', (chunk: string) => {
    const parts = (tail + chunk).split('\n')
    tail = parts.pop() ?? ''
    for (const line of parts) {
      if (/"(messageId|toolCallId)"/.test(line)) updates += 1
      if (line.includes('"id":2,"result"')) started()
      if (line.includes('"id":3,"result"')) child.stdin.end()
    }
  })
  ask(1, 'initialize', { protocolVersion: 1 })
  ask(2, 'session/new', { cwd: place.workspace(), mcpServers: [] })
  await begun
  const [session = ''] = readdirSync(join(place.state, 'stalled'))

  child.stdout.pause()
  const prompt = `/play flood rate=0 events=${events} size=500`
  ask(3, 'session/prompt', { sessionId: session, prompt: [{ type: 'text', text: prompt }] })
  const log = join(place.state, 'stalled', session, 'emitted.ndjson')
  // Its log stands still once it waits for us: the same size at ten looks in a row.
  for (let still = 0, last = -1; still < 10; await sleep(30)) {
    const { size } = statSync(log)
    still = size === last && size > 10_000 ? still + 1 : 0
    last = size
  }
  expect(readFileSync(log, 'utf8').split('\n').length).toBeLessThan(events / 4)
  expect(memoryOf(child.pid ?? 0) ?? 0).toBeLessThan(160)

  child.stdout.resume()
  await exited
  expect(updates).toBe(events)
})

test('line sends one line of the size it was asked for', async () => {
  const driven = await driveAgent(place)
  const session = await driven.newSession(place.workspace())
  await driven.prompt(session, '/play line pace=0 mb=3')
  const longest = Math.max(...driven.lines.map(({ length }) => length))
  expect(longest).toBeGreaterThanOrEqual(3 * 1024 * 1024)
  expect(longest).toBeLessThan(3.1 * 1024 * 1024)
  await driven.end()
})

test('long sends a message of the size it was asked for', async () => {
  const driven = await driveAgent(place)
  const session = await driven.newSession(place.workspace())
  await driven.prompt(session, '/play long pace=0 kb=200')
  const text = driven.shown.flatMap(({ update }) =>
    update.sessionUpdate === 'agent_message_chunk' && update.content.type === 'text'
      ? update.content.text
      : [],
  )
  expect(text.join('')).toHaveLength(200 * 1024)
  await driven.end()
})
