import { existsSync, mkdtempSync, renameSync, rmSync, statSync, unlinkSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { FromRunner, Garbage, RunnerEnd, ToRunner } from './link.ts'
import { connectSocket, listenSocket } from './socket.ts'

const beat = (agents: number): FromRunner => ({ type: 'heartbeat', agents, unsaved: null })

function place(): string {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-link-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 's.sock')
}

async function listener(path: string) {
  const troubles: unknown[] = []
  const links: RunnerEnd[] = []
  let wake: () => void = () => undefined
  const made = await listenSocket(
    path,
    (link) => {
      links.push(link)
      wake()
    },
    (error) => troubles.push(error),
  )
  onTestFinished(async () => {
    for (const link of links) link.close()
    await made.close()
  })
  const next = async (): Promise<RunnerEnd> => {
    for (;;) {
      const link = links.at(-1)
      if (link) return link
      await new Promise<void>((resolve) => (wake = resolve))
    }
  }
  return { ...made, troubles, next }
}

async function take<T>(frames: AsyncIterable<T[]>, count: number): Promise<T[]> {
  const taken: T[] = []
  for await (const batch of frames) {
    taken.push(...batch)
    if (taken.length >= count) break
  }
  return taken
}

function raw(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => resolve(socket)).once('error', reject)
  })
}

test('frames pass both ways, and the socket is for its owner alone', async () => {
  const path = place()
  const runner = await listener(path)
  const server = await connectSocket(path)
  const end = await runner.next()
  end.send(beat(1))
  end.send(beat(2))
  server.send({ type: 'ack', seq: 7, durable: 7 })
  expect(await take(server.frames, 2)).toEqual([beat(1), beat(2)])
  expect(await take(end.frames, 1)).toEqual([{ type: 'ack', seq: 7, durable: 7 }])
  expect(statSync(path).mode & 0o077).toBe(0)
  server.close()
})

test('a line that is no frame, or one of a future protocol, is told as garbage and ends nothing', async () => {
  const path = place()
  const runner = await listener(path)
  const socket = await raw(path)
  const end = await runner.next()
  socket.write(
    'no json\n{"type":"teleport"}\n{"type":"ack","seq":"x"}\n{"type":"ack","seq":3,"durable":3}\n',
  )
  expect(await take<ToRunner | Garbage>(end.frames, 4)).toEqual([
    { type: 'garbage', line: 'no json' },
    { type: 'garbage', line: '{"type":"teleport"}' },
    { type: 'garbage', line: '{"type":"ack","seq":"x"}' },
    { type: 'ack', seq: 3, durable: 3 },
  ])
  socket.destroy()
})

test('a frame that its writer died in is left out, and the iteration ends', async () => {
  const path = place()
  const runner = await listener(path)
  const socket = await raw(path)
  const end = await runner.next()
  socket.end('{"type":"ack","seq":1,"durable":1}\n{"type":"ack","se')
  expect(await take(end.frames, 9)).toEqual([{ type: 'ack', seq: 1, durable: 1 }])
})

test('U+2028 within a frame is no line end', async () => {
  const path = place()
  const runner = await listener(path)
  const server = await connectSocket(path)
  const end = await runner.next()
  end.send({
    type: 'deltas',
    deltas: [{ session: 's', id: 'i', kind: 'message', offset: 0, text: 'a\u2028b' }],
  })
  const [frame] = await take(server.frames, 1)
  expect(frame).toMatchObject({ deltas: [{ text: 'a\u2028b' }] })
  server.close()
})

test('a side that reads nothing is backlog on the other, and draining is told when it reads', async () => {
  const path = place()
  const runner = await listener(path)
  const server = await connectSocket(path)
  const end = await runner.next()
  const text = 'x'.repeat(100_000)
  const delta = { session: 's', id: 'i', kind: 'message', offset: 0, text } as const
  for (let sent = 0; sent < 50; sent++) end.send({ type: 'deltas', deltas: [delta] })
  expect(end.backlog()).toBeGreaterThan(3_000_000)
  const drained = end.drained()
  expect(await take(server.frames, 50)).toHaveLength(50)
  await drained
  expect(end.backlog()).toBeLessThanOrEqual(64 * 1024)
  server.close()
})

test('what was sent before a close still arrives, and the other side sees the end', async () => {
  const path = place()
  const runner = await listener(path)
  const server = await connectSocket(path)
  const end = await runner.next()
  server.send({ type: 'unwelcome', reason: 'x'.repeat(300_000) })
  server.close()
  server.send({ type: 'ack', seq: 1, durable: 1 })
  const frames = await take(end.frames, 9)
  expect(frames).toHaveLength(1)
  expect(frames[0]).toMatchObject({ type: 'unwelcome' })
})

test('nobody listens: connecting rejects', async () => {
  await expect(connectSocket(place())).rejects.toThrow(/ENOENT/)
})

test('the socket file of a dead listener is replaced', async () => {
  const path = place()
  const dead = createServer()
  await new Promise<void>((resolve) => dead.listen(path, resolve))
  // A killed process removes nothing: the file is put back as it would have stayed.
  renameSync(path, `${path}.kept`)
  await new Promise((resolve) => dead.close(resolve))
  renameSync(`${path}.kept`, path)
  const runner = await listener(path)
  const server = await connectSocket(path)
  server.send({ type: 'ack', seq: 1, durable: 1 })
  expect(await take((await runner.next()).frames, 1)).toEqual([{ type: 'ack', seq: 1, durable: 1 }])
  server.close()
})

test('the socket of somebody who answers is left alone', async () => {
  const path = place()
  await listener(path)
  await expect(listener(path)).rejects.toThrow(/Another process listens/)
  const server = await connectSocket(path)
  server.close()
})

test('a socket file that a cleaner took away comes back, and connections that stood go on', async () => {
  const path = place()
  const runner = await listener(path)
  const before = await connectSocket(path)
  const end = await runner.next()
  unlinkSync(path)
  await runner.heal()
  expect(existsSync(path)).toBe(true)
  const after = await connectSocket(path)
  end.send(beat(4))
  expect(await take(before.frames, 1)).toEqual([beat(4)])
  before.close()
  after.close()
})

test('a fault of who takes the links ends that connection only', async () => {
  const path = place()
  const troubles: unknown[] = []
  const made = await listenSocket(
    path,
    () => {
      throw new Error('no room')
    },
    (error) => troubles.push(error),
  )
  onTestFinished(() => made.close())
  const server = await connectSocket(path)
  expect(await take(server.frames, 1)).toEqual([])
  expect(String(troubles[0])).toMatch(/no room/)
})
