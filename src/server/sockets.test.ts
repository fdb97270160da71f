import { once } from 'node:events'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { FeedFrame } from '../contract/feed.ts'
import { served, type Served } from './served.ts'

let world: Served
let pings: (() => void)[] = []
beforeEach(async () => {
  pings = []
  world = await served({
    later(ms, call) {
      if (ms === 30_000) {
        pings.push(call)
        return () => {}
      }
      const timer = setTimeout(call, ms)
      return () => clearTimeout(timer)
    },
  })
})
afterEach(() => world[Symbol.asyncDispose]())

async function connect(options: { autoPong?: boolean } = {}) {
  const socket = new WebSocket(`${world.server.url.replace('http', 'ws')}/api/feed`, {
    headers: { authorization: `Bearer ${world.token}` },
    ...options,
  })
  const frames: FeedFrame[] = []
  let wake = () => {}
  socket.on('message', (data: Buffer) => {
    frames.push(JSON.parse(data.toString()))
    wake()
  })
  await once(socket, 'open')
  return {
    socket,
    frames,
    say: (frame: unknown) => socket.send(JSON.stringify(frame)),
    async until(reached: (frames: FeedFrame[]) => boolean) {
      while (!reached(frames)) await new Promise<void>((resolve) => (wake = resolve))
    },
  }
}

const message = (id: string, text: string) =>
  ({ type: 'item.set', item: { id, settled: true, kind: 'message', text } }) as const
const eventsIn = (frames: FeedFrame[]) =>
  frames.flatMap((frame) => (frame.type === 'events' ? frame.events : []))

test('a client is greeted, given a snapshot, and then what happens', async () => {
  world.begin('s1')
  const client = await connect()
  client.say({ type: 'subscribe', to: 'fleet' })
  await client.until((frames) => frames.some(({ type }) => type === 'fleet'))
  world.record('s1', message('m', 'hello'))
  await client.until((frames) => eventsIn(frames).length > 0)
  expect(client.frames).toMatchObject([
    { type: 'hello', version: '1.2.3', seq: 1 },
    { type: 'fleet', seq: 1 },
    { type: 'projects' },
    { type: 'events', to: 'fleet', events: [{ seq: 2 }] },
  ])
  expect((await world.call('GET', '/api/status')).json).toMatchObject({ feedClients: 1 })
  client.socket.close()
})

test('a client that comes back goes on where it was', async () => {
  world.begin('s1')
  for (let n = 0; n < 700; n++) world.record('s1', message(`m${n}`, 'x'))
  const client = await connect()
  client.say({ type: 'subscribe', to: 'session', session: 's1', after: 101 })
  await client.until((frames) => frames.some(({ type }) => type === 'caught-up'))
  expect(eventsIn(client.frames).map(({ seq }) => seq)).toEqual(
    Array.from({ length: 600 }, (_, i) => 102 + i),
  )
  client.socket.close()
})

test('a message that is no frame is answered; one that is too long ends the connection', async () => {
  const client = await connect()
  client.socket.send('{"type":')
  await client.until((frames) => frames.some(({ type }) => type === 'error'))
  const closed = once(client.socket, 'close')
  client.socket.send('x'.repeat(64 * 1024 + 1))
  expect((await closed)[0]).toBe(1009)
})

test('a client that answers no ping is let go; one that answers stays', async () => {
  const deaf = await connect({ autoPong: false })
  const awake = await connect()
  const gone = once(deaf.socket, 'close')
  const answered = once(awake.socket, 'ping')
  pings.shift()?.()
  await answered
  // What the server hears after this is the pong before it.
  awake.say({ type: 'subscribe', to: 'fleet' })
  await awake.until((frames) => frames.some(({ type }) => type === 'fleet'))
  pings.shift()?.()
  await gone
  expect(awake.socket.readyState).toBe(WebSocket.OPEN)
  awake.socket.close()
})

test('closing the server tells its clients, and waits for none that is deaf', async () => {
  const client = await connect()
  const closed = once(client.socket, 'close')
  await world.server.close()
  expect((await closed)[0]).toBe(1001)
})

test('a client that stops reading holds up neither memory nor the others', async () => {
  world.begin('s1')
  const slow = await connect()
  const quick = await connect()
  for (const client of [slow, quick]) {
    client.say({ type: 'subscribe', to: 'session', session: 's1' })
    await client.until((frames) => frames.some(({ type }) => type === 'session'))
  }
  slow.socket.pause()
  const text = 'y'.repeat(50_000)
  for (let n = 0; n < 400; n++) {
    world.record('s1', message(`m${n}`, text))
    if (n % 20 < 19) continue
    const seq = n + 2
    await quick.until((frames) => eventsIn(frames).at(-1)?.seq === seq)
  }
  expect(eventsIn(quick.frames)).toHaveLength(400)
  slow.socket.resume()
  await slow.until((frames) => frames.filter(({ type }) => type === 'session').length === 2)
  slow.say({ type: 'unsubscribe', to: 'session', session: 's1' })
  for (const { socket } of [slow, quick]) socket.close()
})
