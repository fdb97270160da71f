import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eventJson } from '../../contract/event.ts'
import type { FeedFrame } from '../../contract/feed.ts'
import type { Gap, Wish } from '../feed.ts'
import { screen } from '../print/screen.ts'
import { plainStyle } from '../print/style.ts'
import { created, eventLog, message, queued, turnBegun, turnEnded } from '../testing/event-log.ts'
import { busyLog, connection } from '../testing/simulated-feed.ts'
import { treeFollower } from './tree.ts'
import { treeView } from './tree-view.ts'

test('whatever is shown before it is recorded, and wherever the connection is cut, each text is printed once', () => {
  const step = fc.constantFrom(
    'grow',
    'grow',
    'delta',
    'delta',
    'deliver',
    'deliver',
    'cut',
    'fill',
  )
  fc.assert(
    fc.property(fc.array(fc.nat(6), { maxLength: 30 }), fc.array(step), (made, steps) => {
      const events = busyLog(made)
      let text = ''
      const sheet = screen({ write: (piece) => (text += piece), columns: 100 })
      const view = treeView('root', sheet, plainStyle, { asks: false, now: () => 0 })
      const follower = treeFollower('root', 0, {
        events: (fresh) => view.events(fresh, follower.tree),
        deltas: (deltas) => view.deltas(deltas, follower.tree),
        removed: () => undefined,
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
        wire.push(...server.live(event, true))
      }
      /** The first half of the text that is recorded next. */
      const delta = () => {
        const event = events[size]
        if (event?.type !== 'item.set' || event.item.kind !== 'message') return
        const half = event.item.text.slice(0, event.item.text.length / 2)
        const { id, kind } = event.item
        const piece = { session: event.sessionId, id, kind, offset: 0, text: half }
        wire.push({ type: 'deltas', deltas: [piece] })
      }
      const cut = () => {
        wire = []
        gaps = []
        server = connection(events, () => size)
        ask(follower.opened())
      }

      cut()
      for (const each of steps) ({ grow, delta, deliver, cut, fill })[each]()
      while (size < events.length) grow()
      for (; wire.length + gaps.length > 0; fill()) deliver()
      view.end()

      for (const event of events) {
        if (event.type !== 'item.set' || event.item.kind !== 'message') continue
        const times = event.sessionId === 'stranger' ? 0 : 1
        const [word = ''] = event.item.text.split(' ')
        if (times === 1) expect(text.split(`${word} of it\n`)).toHaveLength(2)
        else expect(text).not.toContain(event.item.text)
      }
    }),
    { numRuns: 300 },
  )
})

test('a piece of text that comes after the end of its subagent is not told again', () => {
  const log = eventLog()
  const parent = { id: 'root', rootId: 'root', key: 'k', toolUse: null, background: false }
  log.add('root', created(), queued('p', 'go'), ...turnBegun('p', 't'))
  log.add('kid', created({ title: 'kid', parent: { ...parent, placeholder: false } }))
  log.add('kid', queued('q', 'help'), ...turnBegun('q', 'u'), message('m', 'All is fine.'))
  log.add('kid', turnEnded('u'))
  let text = ''
  const sheet = screen({ write: (piece) => (text += piece), columns: 100 })
  const view = treeView('root', sheet, plainStyle, { asks: false, now: () => 0 })
  view.events(log.events.map(eventJson), log.fleet)
  const late = {
    session: 'kid',
    id: 'm',
    kind: 'message',
    offset: 0,
    text: 'All is fine.',
  } as const
  view.deltas([late], log.fleet)
  view.end()
  expect(text.split('All is fine.')).toHaveLength(2)
})
