import type { EventJson } from '../../contract/event.ts'
import type { FeedFrame } from '../../contract/feed.ts'
import type { Delta } from '../../core/report.ts'
import type { Gap, Wish } from '../feed.ts'

export type SessionTold = {
  events: (events: readonly EventJson[]) => void
  deltas: (deltas: readonly Delta[]) => void
  /** Nothing will follow. */
  over: () => boolean
}

/** Follows one session over the feed: each event after `after` once, in order, over any connections. */
export type SessionFollower = {
  opened: () => Wish[]
  frame: (frame: FeedFrame) => Wish[]
  /** A page of a gap that it asked to be filled; `whole`: the last one. */
  fetched: (gap: Gap, events: readonly EventJson[], whole: boolean) => Wish[]
  readonly removed: boolean
}

export function sessionFollower(id: string, after: number, told: SessionTold): SessionFollower {
  let last = after
  let removed = false
  /** Everything up to now was given: deltas belong behind what was told. */
  let live = false
  /** The gap that is being filled, and the newest event that passed by meanwhile. */
  let filling: Gap | null = null
  let passed = 0

  function fill(until: number): Wish[] {
    live = false
    filling = { type: 'fetch', session: id, after: last, until }
    return [filling]
  }

  function take(events: readonly EventJson[]) {
    const fresh = events.filter(({ seq }) => seq > last)
    last = fresh.at(-1)?.seq ?? last
    if (fresh.length > 0) told.events(fresh)
  }

  return {
    opened() {
      live = false
      filling = null
      return [{ type: 'subscribe', to: 'session', session: id, after: last }]
    },
    frame(frame) {
      switch (frame.type) {
        case 'session':
          // Too much was missing: a snapshot is no use here, all that led to it is.
          return frame.session.id === id ? fill(frame.seq) : []
        case 'events':
          if (frame.to !== id) return []
          if (filling === null) take(frame.events)
          else passed = Math.max(passed, frame.events.at(-1)?.seq ?? 0)
          return []
        case 'caught-up':
          if (frame.to === id && filling === null) live = true
          return []
        case 'deltas':
          if (live) told.deltas(frame.deltas.filter(({ session }) => session === id))
          return []
        case 'removed':
          removed ||= frame.sessions.includes(id)
          return []
        case 'error':
          removed ||= frame.code === 'not-found'
          return []
        case 'hello':
        case 'fleet':
        case 'runner':
        case 'notice':
        case 'projects':
        case 'saving':
          return []
      }
    },
    fetched(gap, events, whole) {
      if (filling !== gap) return []
      take(events)
      if (!whole) return []
      if (passed > last) return fill(passed)
      filling = null
      live = true
      return []
    },
    get removed() {
      return removed
    },
  }
}
