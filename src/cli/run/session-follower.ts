import type { EventJson } from '../../contract/event.ts'
import type { FeedFrame, FeedRequest } from '../../contract/feed.ts'
import type { Delta } from '../../core/report.ts'

export type SessionTold = {
  events: (events: readonly EventJson[]) => void
  deltas: (deltas: readonly Delta[]) => void
  /** Nothing will follow. */
  over: () => boolean
}

/** Follows one session over the feed: each event after `after` once, in order, over any connections. */
export type SessionFollower = {
  opened: () => FeedRequest[]
  frame: (frame: FeedFrame) => FeedRequest[]
  readonly removed: boolean
}

export function sessionFollower(id: string, after: number, told: SessionTold): SessionFollower {
  let last = after
  let removed = false
  /** Everything up to now was given: deltas belong behind what was told. */
  let live = false
  const subscribe = (): FeedRequest[] => {
    live = false
    return [{ type: 'subscribe', to: 'session', session: id, after: last }]
  }

  return {
    opened: subscribe,
    frame(frame) {
      switch (frame.type) {
        case 'session':
          // We fell behind: a subscription from where we are brings all that is missing.
          return subscribe()
        case 'events': {
          if (frame.to !== id) return []
          const fresh: EventJson[] = []
          for (const event of frame.events) {
            if (event.seq <= last) continue
            last = event.seq
            fresh.push(event)
          }
          if (fresh.length > 0) told.events(fresh)
          return []
        }
        case 'caught-up':
          if (frame.to === id) live = true
          return []
        case 'deltas':
          if (live) told.deltas(frame.deltas.filter(({ session }) => session === id))
          return []
        case 'removed':
          removed ||= frame.sessions.includes(id)
          return []
        case 'hello':
        case 'fleet':
        case 'runner':
        case 'notice':
        case 'saving':
        case 'error':
          return []
      }
    },
    get removed() {
      return removed
    },
  }
}
