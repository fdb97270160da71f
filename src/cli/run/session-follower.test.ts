import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FeedFrame } from '../../contract/feed.ts'
import type { Gap, Wish } from '../feed.ts'
import { busyLog, connection } from '../testing/simulated-feed.ts'
import { sessionFollower } from './session-follower.ts'

test('each event of a session is told once and in order, over cuts, snapshots and gaps', () => {
  const step = fc.constantFrom('grow', 'grow', 'grow', 'deliver', 'deliver', 'cut', 'fill')
  const choices = fc.array(fc.nat(6), { maxLength: 60 })
  fc.assert(
    fc.property(choices, fc.array(step), fc.nat(5), (made, steps, after) => {
      const events = busyLog(made)
      const told: number[] = []
      const follower = sessionFollower('root', after, {
        events: (fresh) => told.push(...fresh.map(({ seq }) => seq)),
        deltas: () => undefined,
        over: () => false,
      })
      let size = 1
      let server = connection(events, () => size)
      let wire: FeedFrame[] = []
      let gaps: Gap[] = []
      const ask = (wishes: Wish[]) => {
        wire.push(...wishes.flatMap(server.answer))
        gaps.push(...wishes.filter((wish) => wish.type === 'fetch'))
      }
      const fill = () => {
        const gap = gaps.shift()
        if (gap) ask(follower.fetched(gap, server.page(gap), true))
      }
      const deliver = () => {
        const frame = wire.shift()
        if (frame) ask(follower.frame(frame))
      }
      const grow = () => {
        const event = events[size]
        if (!event) return
        size++
        wire.push(...server.live(event, true))
      }
      const cut = () => {
        wire = []
        gaps = []
        server = connection(events, () => size)
        ask(follower.opened())
      }

      cut()
      for (const each of steps) ({ grow, deliver, cut, fill })[each]()
      while (size < events.length) grow()
      for (; wire.length + gaps.length > 0; fill()) deliver()
      const own = events.filter(({ sessionId, seq }) => sessionId === 'root' && seq > after)
      expect(told).toEqual(own.map(({ seq }) => seq))
    }),
    { numRuns: 500 },
  )
})

test('what passes by while a gap is filled is asked for afterwards', () => {
  const events = busyLog([2, 2, 2, 2, 2, 2, 2, 2])
  const own = events.filter(({ sessionId }) => sessionId === 'root')
  const told: number[] = []
  const follower = sessionFollower('root', 0, {
    events: (fresh) => told.push(...fresh.map(({ seq }) => seq)),
    deltas: () => undefined,
    over: () => false,
  })
  let size = events.length - 2
  const server = connection(events, () => size)
  const [snapshot] = follower.opened().flatMap(server.answer)
  const [gap] = snapshot ? follower.frame(snapshot) : []
  if (gap?.type !== 'fetch') throw new Error('no gap was asked for')
  for (; size < events.length; size++) {
    const event = events[size]
    if (event) for (const frame of server.live(event, true)) follower.frame(frame)
  }
  const [more] = follower.fetched(gap, server.page(gap), true)
  if (more?.type !== 'fetch') throw new Error('what passed by was forgotten')
  follower.fetched(more, server.page(more), true)
  expect(told).toEqual(own.map(({ seq }) => seq))
})
