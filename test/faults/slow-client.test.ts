import { readFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import type { FeedFrame } from '../../src/contract/feed.ts'
import { realWorld } from './real-world.ts'

const MiB = 1024 * 1024

test('a client that reads nothing for 100,000 events costs bounded memory, delays nobody, and gets a snapshot when it reads', async () => {
  const world = await realWorld()
  await world.start()
  const flood = await world.create('/play flood rate=0 events=100000 size=60')
  const { pid = 0, url = '', token = '' } = world.server() ?? {}
  const deaf = new WebSocket(`${url.replace('http', 'ws')}/api/feed`, {
    headers: { authorization: `Bearer ${token}` },
  })
  onTestFinished(() => deaf.terminate())
  await new Promise((resolve) => deaf.once('open', resolve))
  deaf.send(JSON.stringify({ type: 'subscribe', to: 'fleet' }))
  deaf.send(JSON.stringify({ type: 'subscribe', to: 'session', session: flood }))
  await new Promise((resolve) => deaf.once('message', resolve))
  deaf.pause()

  const before = residentBytes(pid)
  let most = 0
  const plan = await world.create('/play plan pace=0.3')
  await world.until('another session works on beside it', () => {
    most = Math.max(most, residentBytes(pid))
    return world.session(plan).lastOutcome === 'completed'
  })
  expect(world.session(flood).turn).not.toBeNull()
  await world.until('the flood is over', () => {
    most = Math.max(most, residentBytes(pid))
    return world.session(flood).lastOutcome === 'completed'
  })
  process.stdout.write(
    `the server grew from ${Math.round(before / MiB)} to at most ${Math.round(most / MiB)} MiB\n`,
  )
  expect(most - before).toBeLessThan(300 * MiB)

  const end = world.session(flood).version
  const told = new Promise<void>((resolve) => {
    const snapshots = new Set<string>()
    deaf.on('message', (data: Buffer) => {
      const frame: FeedFrame = JSON.parse(data.toString())
      const whole =
        (frame.type === 'session' && frame.session.version >= end) ||
        (frame.type === 'fleet' &&
          frame.sessions.some(({ id, version }) => id === flood && version >= end))
      if (whole) snapshots.add(frame.type)
      if (snapshots.size === 2) resolve()
    })
  })
  deaf.resume()
  await told
  expect(world.feed.faults).toEqual([])
})

function residentBytes(pid: number): number {
  const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(line?.[1] ?? 0) * 1024
}
