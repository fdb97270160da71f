import { expect, test } from 'vitest'
import { feedClient } from './feed-client.ts'
import { connected, feedStage, message, ofType, settle } from './feed-stage.ts'
import { outletLimit } from './outlet.ts'

test('a client that reads nothing for 100,000 events costs a bounded memory, and then begins anew', async () => {
  const { world, timers, live, socket, say } = feedStage()
  const quick = connected(live)
  world.begin('s1')
  await settle(socket, timers)
  say({ type: 'subscribe', to: 'fleet' })
  say({ type: 'subscribe', to: 'session', session: 's1' })
  quick.say({ type: 'subscribe', to: 'fleet' })
  const told = feedClient('fleet', null)
  let queued = 0
  const events = 100_000
  // Told, not saved: what is measured is the feed alone.
  for (let n = 1; n <= events; n++) {
    const event = {
      ...message(`m${n}`, 'z'.repeat(200)),
      seq: n + 1,
      sessionId: 's1',
      version: n + 1,
      at: n,
    }
    world.tell({ type: 'recorded', events: [event] })
    world.tell({
      type: 'deltas',
      deltas: [{ session: 's1', id: `m${n}`, kind: 'message', offset: 0, text: 'z' }],
    })
    if (n % 100 > 0) continue
    timers.goOff()
    quick.socket.read()
    queued = Math.max(queued, socket.held())
  }
  expect(queued).toBeLessThan(outletLimit)
  expect(socket.held()).toBeLessThan(512 * 1024)
  // The one that read lost nothing by it.
  await settle(quick.socket, timers)
  for (const frame of quick.socket.frames) told.hear(frame)
  expect(told.known.seqs).toHaveLength(events)
  // When it reads at last, it is given new snapshots, and then follows again.
  await settle(socket, timers)
  expect(ofType(socket.frames, 'fleet')).toHaveLength(2)
  expect(ofType(socket.frames, 'session')).toHaveLength(2)
  const before = socket.frames.length
  world.record('s1', message('after'))
  await settle(socket, timers)
  expect(socket.frames.slice(before).map(({ type }) => type)).toEqual(['events', 'events'])
})

test('deltas are the first thing left out', async () => {
  const { world, timers, socket, say } = feedStage()
  world.begin('s1')
  say({ type: 'subscribe', to: 'session', session: 's1' })
  const delta = { session: 's1', id: 'i', kind: 'message', offset: 0, text: 'd' } as const
  for (let n = 0; n < 30; n++) {
    world.record('s1', message(`m${n}`, 'y'.repeat(30_000)))
    timers.goOff()
  }
  world.tell({ type: 'deltas', deltas: [delta] })
  await settle(socket, timers)
  expect(ofType(socket.frames, 'deltas')).toEqual([])
  expect(ofType(socket.frames, 'events').flatMap(({ events }) => events)).toHaveLength(30)
  world.tell({ type: 'deltas', deltas: [delta] })
  await settle(socket, timers)
  expect(ofType(socket.frames, 'deltas')).toHaveLength(1)
})
