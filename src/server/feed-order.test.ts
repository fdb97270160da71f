import { setImmediate as nextTurn } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { feedClient } from './feed-client.ts'
import { feedStage, message, settle } from './feed-stage.ts'
import type { Stage } from './stage.ts'

const sessions = ['s1', 's2', 's3']

type Step =
  | { do: 'record'; session: string; times: number; large: boolean }
  | { do: 'subscribe'; to: string; back: number | null }
  | { do: 'read'; frames: number }
  | { do: 'tell later' | 'tell now' | 'timers' | 'turn' }

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('record' as const),
    session: fc.constantFrom(...sessions),
    times: fc.integer({ min: 1, max: 300 }),
    large: fc.boolean(),
  }),
  fc.record({
    do: fc.constant('subscribe' as const),
    to: fc.constantFrom('fleet', ...sessions),
    back: fc.option(fc.nat(400)),
  }),
  fc.record({ do: fc.constant('read' as const), frames: fc.integer({ min: 1, max: 20 }) }),
  fc.record({ do: fc.constantFrom('tell later', 'tell now', 'timers', 'turn') }),
)

test('whatever the order of saving, telling, reading and subscribing: no gap and nothing twice', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const { world, timers, live, socket, say } = feedStage()
      for (const id of sessions) world.begin(id)
      const clients = new Map<string, ReturnType<typeof feedClient>>()
      let heard = 0
      const hear = () => {
        for (const frame of socket.frames.slice(heard))
          for (const one of clients.values()) one.hear(frame)
        heard = socket.frames.length
      }
      for (const one of steps) {
        if (one.do === 'subscribe') {
          // A second subscription would blur which frame belongs to which.
          if (clients.has(one.to)) continue
          await settle(socket, timers)
          hear()
          const after = one.back === null ? null : Math.max(0, world.store.lastSeq() - one.back)
          clients.set(one.to, feedClient(one.to, after))
          const to = one.to === 'fleet' ? { to: 'fleet' } : { to: 'session', session: one.to }
          say({ type: 'subscribe', ...to, ...(after !== null && { after }) })
        }
        if (one.do === 'record')
          for (let n = 0; n < one.times; n++)
            world.record(one.session, message(`m${n}`, one.large ? 'y'.repeat(40_000) : 'x'))
        if (one.do === 'read') socket.read(one.frames)
        if (one.do === 'tell later') world.tellLater = true
        if (one.do === 'tell now') tellNow(world)
        if (one.do === 'timers') timers.goOff()
        if (one.do === 'turn') await nextTurn()
        hear()
      }
      tellNow(world)
      await settle(socket, timers)
      hear()
      for (const [to, { known }] of clients) {
        const from = known.seq ?? -1
        const all = world.store.readAfter(from, 100_000)
        const its = all.filter(({ sessionId }) => to === 'fleet' || sessionId === to)
        expect(known.seqs).toEqual(its.map(({ seq }) => seq))
      }
      live.close()
    }),
    { numRuns: 60 },
  )
})

function tellNow(world: Stage) {
  world.tellLater = false
  world.tellNow()
}
