import { expect, test } from 'vitest'
import type { FeedFrame } from '../../contract/feed.ts'
import type { EventJson } from '../../contract/recorded.ts'
import { FeedClient, type FeedState, type SocketLike } from './client.ts'

/** A client before sockets that are opened, spoken to and closed by hand. */
function stage() {
  const sockets: (SocketLike & { said: unknown[] })[] = []
  const frames: FeedFrame[] = []
  const states: FeedState['state'][] = []
  const timers: (() => void)[] = []
  const client = new FeedClient(
    {
      open() {
        const said: unknown[] = []
        const socket: SocketLike & { said: unknown[] } = {
          said,
          send: (text) => said.push(JSON.parse(text)),
          close: () => undefined,
          onopen: null,
          onmessage: null,
          onclose: null,
        }
        sockets.push(socket)
        return socket
      },
      now: () => 0,
      random: () => 0.5,
      later(_, call) {
        timers.push(call)
        return () => timers.splice(timers.indexOf(call), 1)
      },
    },
    { frame: (frame) => frames.push(frame), state: ({ state }) => states.push(state) },
  )
  const last = () => {
    const socket = sockets.at(-1)
    if (!socket) throw new Error('no socket was opened')
    return socket
  }
  return {
    client,
    frames,
    states,
    sockets,
    said: () => last().said,
    hear: (frame: FeedFrame) => last().onmessage?.({ data: JSON.stringify(frame) }),
    lose() {
      last().onclose?.()
      timers.shift()?.()
    },
  }
}

const hello = (server: string): FeedFrame => ({ type: 'hello', version: '1', server, seq: 9 })
const fleet = (seq: number): FeedFrame => ({
  type: 'fleet',
  seq,
  sessions: [],
  runners: [],
  saving: { ok: true, since: 0, reason: '' },
})
const event = (seq: number): EventJson => ({
  seq,
  sessionId: 's',
  version: seq,
  at: '2026-01-01T00:00:00.000Z',
  type: 'seen.marked',
})
const events = (to: string, ...seqs: number[]): FeedFrame => ({
  type: 'events',
  to,
  events: seqs.map(event),
})
const seqsOf = (frames: FeedFrame[]) =>
  frames.flatMap((frame) => (frame.type === 'events' ? frame.events.map(({ seq }) => seq) : []))

test('after a break it goes on from the last event it was told', () => {
  const { client, hear, lose, said } = stage()
  client.start()
  hear(hello('a'))
  hear(fleet(5))
  hear(events('fleet', 6, 7))
  client.follow('s', 3)
  lose()
  hear(hello('a'))
  expect(said()).toEqual([
    { type: 'subscribe', to: 'fleet', after: 7 },
    { type: 'subscribe', to: 'session', session: 's', after: 3 },
  ])
})

test('what is told twice is passed on once', () => {
  const { client, frames, hear, lose } = stage()
  client.start()
  hear(hello('a'))
  hear(fleet(5))
  hear(events('fleet', 6, 7))
  lose()
  hear(hello('a'))
  hear(events('fleet', 6, 7, 8))
  expect(seqsOf(frames)).toEqual([6, 7, 8])
})

test('another start of the server is asked for the whole fleet, and sessions go on', () => {
  const { client, hear, lose, said } = stage()
  client.start()
  hear(hello('a'))
  hear(fleet(5))
  client.follow('s', 4)
  lose()
  hear(hello('b'))
  expect(said()).toEqual([
    { type: 'subscribe', to: 'fleet' },
    { type: 'subscribe', to: 'session', session: 's', after: 4 },
  ])
})

test('nothing is said before the server greeted', () => {
  const { client, sockets, hear, said } = stage()
  client.start()
  hear(hello('a'))
  client.retry()
  client.follow('s')
  expect(said()).toEqual([])
  expect(sockets).toHaveLength(2)
})

test('a lost connection is told, and so is its return', () => {
  const { client, states, hear, lose } = stage()
  client.start()
  hear(hello('a'))
  lose()
  hear(hello('a'))
  expect(states).toEqual(['live', 'lost', 'live'])
})
