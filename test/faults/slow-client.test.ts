import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import type { FeedFrame } from '../../src/contract/feed.ts'
import { realWorld } from './real-world.ts'

const MiB = 1024 * 1024

/** So many that what was kept for all of them would be some 500 MB. */
const deafClients = 16

test('clients that read nothing for 100,000 events cost bounded memory, delay nobody, and get a snapshot when they read', async () => {
  const world = await realWorld()
  await world.start()
  const flood = await world.create('/play flood rate=0 events=100000 size=60')
  const { pid = 0, url = '', token = '' } = world.server() ?? {}
  const deaf = await Promise.all(
    Array.from({ length: deafClients }, async () => {
      const socket = new WebSocket(`${url.replace('http', 'ws')}/api/feed`, {
        headers: { authorization: `Bearer ${token}` },
      })
      onTestFinished(() => socket.terminate())
      await once(socket, 'open')
      socket.send(JSON.stringify({ type: 'subscribe', to: 'fleet' }))
      socket.send(JSON.stringify({ type: 'subscribe', to: 'session', session: flood }))
      await once(socket, 'message')
      socket.pause()
      return socket
    }),
  )

  const before = residentBytes(pid)
  let most = 0
  const watch = () => (most = Math.max(most, residentBytes(pid)))
  const plan = await world.create('/play plan pace=0.3')
  await world.until('another session works on beside it', () => {
    watch()
    return world.session(plan).lastOutcome === 'completed'
  })
  expect(world.session(flood).turn).not.toBeNull()
  await world.until('the flood is over', () => {
    watch()
    return world.session(flood).lastOutcome === 'completed'
  })
  process.stdout.write(
    `the server grew from ${Math.round(before / MiB)} to at most ${Math.round(most / MiB)} MiB\n`,
  )
  expect(most - before).toBeLessThan(250 * MiB)

  const end = world.session(flood).version
  await Promise.all(deaf.map((socket) => wholeAgain(socket, flood, end)))
  expect(world.feed.faults).toEqual([])
})

/** Reads on, until it was given the fleet and the session as they are now. */
async function wholeAgain(socket: WebSocket, flood: string, end: number) {
  const told = new Promise<void>((resolve) => {
    const snapshots = new Set<string>()
    socket.on('message', (data: Buffer) => {
      const frame: FeedFrame = JSON.parse(data.toString())
      const whole =
        (frame.type === 'session' && frame.session.version >= end) ||
        (frame.type === 'fleet' &&
          frame.sessions.some(({ id, version }) => id === flood && version >= end))
      if (whole) snapshots.add(frame.type)
      if (snapshots.size === 2) resolve()
    })
  })
  socket.resume()
  await told
}

function residentBytes(pid: number): number {
  const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(line?.[1] ?? 0) * 1024
}
