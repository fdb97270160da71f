import { recordedOf, type EventJson } from '../../contract/event.ts'
import type { FeedFrame } from '../../contract/feed.ts'
import { fleet, type Fleet } from '../../core/fleet.ts'
import type { Delta } from '../../core/report.ts'
import type { Gap, Wish } from '../feed.ts'

/**
 * Follows one session and all below it over the feed, whole and in order: each event is told exactly
 * once, by its seq, over any number of connections and fresh snapshots. Pure: it is given frames and
 * says what to subscribe to.
 *
 * The fleet's events say what will come and in which order; the sessions' own events bring the whole
 * texts. An event is told when all before it were.
 */
export type TreeFollower = {
  /** A fresh connection. */
  opened: () => Wish[]
  frame: (frame: FeedFrame) => Wish[]
  /** A page of a gap that it asked to be filled; `whole`: the last one. */
  fetched: (gap: Gap, events: readonly EventJson[], whole: boolean) => void
  /** The tree as the newest frames have it; it can be ahead of what was told. */
  tree: Fleet
  /** Events are known of that were not told yet. */
  readonly behind: boolean
  /** The seq up to which everything was told. */
  readonly told: number
}

export type Told = {
  events: (events: readonly EventJson[]) => void
  /** Provisional text; only while nothing recorded is waiting before it. */
  deltas: (deltas: readonly Delta[]) => void
  removed: (sessions: readonly string[]) => void
}

export function treeFollower(root: string, after: number, tell: Told): TreeFollower {
  let tree = fleet()
  let members = new Set<string>([root])
  let told = after
  /** Whole events that came and were not told. */
  const arrived = new Map<number, EventJson>()
  /** What the fleet's events announced, in order. */
  let announced: { seq: number; session: string }[] = []
  /** Sessions whose events up to the snapshot are still on their way. */
  const catching = new Set<string>()
  let snapshot: number | null = null
  let connected = false

  function subscribe(session: string): Wish {
    return { type: 'subscribe', to: 'session', session, after: told }
  }

  function fresh(frame: FeedFrame & { type: 'fleet' }): Wish[] {
    const found = frame.sessions.filter(({ id, rootId }) => id === root || rootId === root)
    tree = fleet()
    for (const session of found) tree.put(session)
    members = new Set([root, ...found.map(({ id }) => id)])
    announced = []
    snapshot = frame.seq
    catching.clear()
    for (const id of members) catching.add(id)
    return [...members].map(subscribe)
  }

  function announce(events: readonly EventJson[]): Wish[] {
    const requests: Wish[] = []
    for (const json of events) {
      const event = recordedOf(json)
      const joins = event.type === 'session.created' && event.parent?.rootId === root
      if (!joins && !members.has(event.sessionId)) continue
      if (joins && !members.has(event.sessionId)) {
        members.add(event.sessionId)
        requests.push(subscribe(event.sessionId))
      }
      if (event.type === 'session.created' || tree.get(event.sessionId)) tree.apply(event)
      if (event.seq > Math.max(told, snapshot ?? 0))
        announced.push({ seq: event.seq, session: event.sessionId })
    }
    return requests
  }

  function arrive(events: readonly EventJson[]) {
    for (const event of events)
      if (members.has(event.sessionId) && event.seq > told) arrived.set(event.seq, event)
  }

  function caughtUp(session: string, seq: number) {
    // One from before the newest snapshot does not count.
    const needed = Math.min(snapshot ?? 0, tree.get(session)?.lastSeq ?? 0)
    if (seq >= needed) catching.delete(session)
  }

  function drain() {
    if (catching.size > 0 || snapshot === null) return
    const ready: EventJson[] = []
    const take = (seq: number) => {
      const event = arrived.get(seq)
      if (event) ready.push(event)
      arrived.delete(seq)
      told = Math.max(told, seq)
    }
    for (const seq of [...arrived.keys()].sort((a, b) => a - b)) if (seq <= snapshot) take(seq)
    let count = 0
    for (const { seq } of announced) {
      if (!arrived.has(seq)) break
      take(seq)
      count++
    }
    announced = announced.slice(count)
    if (ready.length > 0) tell.events(ready)
  }

  function take(frame: FeedFrame): Wish[] {
    switch (frame.type) {
      case 'fleet':
        return fresh(frame)
      case 'session': {
        // Too much was missing: a snapshot is no use here, all that led to it is.
        const session = frame.session.id
        if (!members.has(session)) return []
        catching.add(session)
        return [{ type: 'fetch', session, after: told, until: frame.seq }]
      }
      case 'events':
        if (frame.to === 'fleet') return announce(frame.events)
        arrive(frame.events)
        return []
      case 'caught-up':
        if (frame.to !== 'fleet') caughtUp(frame.to, frame.seq)
        return []
      case 'deltas': {
        const own = frame.deltas.filter(({ session }) => members.has(session))
        if (own.length > 0 && !behind()) tell.deltas(own)
        return []
      }
      case 'removed': {
        const own = frame.sessions.filter((id) => members.has(id))
        for (const id of own) {
          tree.remove(id)
          members.delete(id)
          catching.delete(id)
        }
        announced = announced.filter(({ session }) => members.has(session))
        if (own.length > 0) tell.removed(own)
        return []
      }
      case 'error':
        if (frame.code === 'not-found' && tree.get(root) === undefined) tell.removed([root])
        return []
      case 'hello':
      case 'runner':
      case 'notice':
      case 'projects':
      case 'saving':
        return []
    }
  }

  function behind(): boolean {
    return !connected || snapshot === null || catching.size > 0 || announced.length > 0
  }

  return {
    opened() {
      connected = true
      snapshot = null
      announced = []
      catching.clear()
      return [{ type: 'subscribe', to: 'fleet' }]
    },
    frame(frame) {
      const requests = take(frame)
      drain()
      return requests
    },
    fetched(gap, events, whole) {
      arrive(events)
      if (whole) caughtUp(gap.session, gap.until)
      drain()
    },
    get tree() {
      return tree
    },
    get behind() {
      return behind()
    },
    get told() {
      return told
    },
  }
}
