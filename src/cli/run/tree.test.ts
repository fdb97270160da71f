import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FeedFrame } from '../../contract/feed.ts'
import type { Gap, Wish } from '../feed.ts'
import { busyLog, connection } from '../testing/simulated-feed.ts'
import { treeFollower } from './tree.ts'

test('each event is told once and in order, wherever connections are cut or fall behind', () => {
  const step = fc.constantFrom(
    'grow',
    'grow',
    'grow',
    'deliver',
    'deliver',
    'cut',
    'behind',
    'fill',
  )
  const choices = fc.array(fc.nat(6), { maxLength: 60 })
  fc.assert(
    fc.property(choices, fc.array(step), fc.nat(10), fc.boolean(), (made, steps, after, first) => {
      const events = busyLog(made)
      const told: number[] = []
      const follower = treeFollower('root', after, {
        events: (fresh) => told.push(...fresh.map(({ seq }) => seq)),
        deltas: () => undefined,
        removed: () => undefined,
      })
      let size = Math.min(events.length, 2)
      let server = connection(events, () => size)
      let wire: FeedFrame[] = []
      let gaps: Gap[] = []
      const ask = (wishes: Wish[]) => {
        wire.push(...wishes.flatMap(server.answer))
        gaps.push(...wishes.filter((wish) => wish.type === 'fetch'))
      }
      const fill = () => {
        const gap = gaps.shift()
        if (gap) follower.fetched(gap, server.page(gap), true)
      }
      const deliver = () => {
        const frame = wire.shift()
        if (frame) ask(follower.frame(frame))
      }
      const grow = () => {
        const event = events[size]
        if (!event) return
        size++
        wire.push(...server.live(event, first))
      }
      const cut = () => {
        wire = []
        gaps = []
        server = connection(events, () => size)
        ask(follower.opened())
      }

      cut()
      for (const each of steps) {
        if (each === 'grow') grow()
        else if (each === 'deliver') deliver()
        else if (each === 'cut') cut()
        else if (each === 'fill') fill()
        // A slow client: what was on the way is replaced by a fresh snapshot.
        else if (each === 'behind') ask([{ type: 'subscribe', to: 'fleet' }])
      }
      while (size < events.length) grow()
      for (; wire.length + gaps.length > 0; fill()) deliver()

      const wanted = events
        .filter((event) => event.sessionId !== 'stranger' && event.seq > after)
        .map(({ seq }) => seq)
      expect(told).toEqual(wanted)
      expect(follower.behind).toBe(false)
    }),
    { numRuns: 500 },
  )
})

test('deltas are passed on only where nothing recorded waits before them', () => {
  const events = busyLog([2, 3])
  const passed: string[] = []
  const follower = treeFollower('root', 0, {
    events: () => undefined,
    deltas: (deltas) => passed.push(...deltas.map(({ text }) => text)),
    removed: () => undefined,
  })
  const server = connection(events, () => events.length)
  const delta = (text: string): FeedFrame => ({
    type: 'deltas',
    deltas: [{ session: 'root', id: 'm', kind: 'message', offset: 0, text }],
  })
  const wire = follower.opened().flatMap(server.answer)
  follower.frame(delta('early'))
  for (let frame = wire.shift(); frame; frame = wire.shift())
    wire.push(...follower.frame(frame).flatMap(server.answer))
  follower.frame(delta('in time'))
  expect(passed).toEqual(['in time'])
})

test('a gap that was filled for an older snapshot does not count for the newest', () => {
  const events = busyLog([2, 2, 2, 2, 2, 2, 2, 2])
  const told: number[] = []
  const follower = treeFollower('root', 0, {
    events: (fresh) => told.push(...fresh.map(({ seq }) => seq)),
    deltas: () => undefined,
    removed: () => undefined,
  })
  let size = events.length - 2
  const server = connection(events, () => size)
  const say = (wishes: Wish[]): Gap[] => {
    const gaps = wishes.filter((wish) => wish.type === 'fetch')
    for (const frame of wishes.flatMap(server.answer)) gaps.push(...say(follower.frame(frame)))
    return gaps
  }
  const [early] = say(follower.opened())
  size = events.length
  const [late] = say([{ type: 'subscribe', to: 'fleet' }])
  if (!early || !late) throw new Error('no gap was asked for')
  follower.fetched(early, server.page(early), true)
  expect(told).toEqual([])
  follower.fetched(late, server.page(late), true)
  const own = events.filter(({ sessionId }) => sessionId === 'root')
  expect(told).toEqual(own.map(({ seq }) => seq))
})
