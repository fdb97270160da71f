import type { Recorded, SessionEvent } from '../core/event.ts'
import { evolve } from '../core/evolve.ts'
import type { Fleet } from '../core/fleet.ts'
import { noticeOf, type Notice } from '../core/notice.ts'
import type { Session } from '../core/session.ts'
import type { EventStore, Held, LogLine, Offset, PendingOrder, Write } from '../store/store.ts'

/** A change being put together: nothing of it is seen by anybody until it is saved. */
export type Draft = {
  get(id: string): Session | undefined
  childOf(rootId: string, key: string): Session | undefined
  /** The subagents below a session, parents first, with the draft's changes. */
  below(id: string): Session[]
  /** Puts an event to the log and folds it. */
  add(sessionId: string, at: number, event: SessionEvent): Session
  order(order: PendingOrder): void
  settle(orderId: string): void
  hold(held: Held): void
  release(held: Held): void
  log(line: LogLine): void
  offset(offset: Offset): void
}

/** What a saved draft was. */
export type Saved = {
  events: Recorded[]
  notices: Notice[]
  orders: PendingOrder[]
  settled: string[]
}

/**
 * Runs `body` on a draft, saves it in one transaction, and only then folds it into the fleet.
 * Throws what `store.write` throws: then nothing has happened.
 */
export function record<T>(
  store: EventStore,
  fleet: Fleet,
  body: (draft: Draft) => T,
): { result: T; saved: Saved } {
  const write: Write = {
    events: [],
    sessions: [],
    offsets: [],
    orders: { add: [], settle: [] },
    held: { add: [], release: [] },
    logs: [],
    notices: [],
  }
  const changed = new Map<string, Session>()
  const keys = new Map<string, string>()
  const from = store.lastSeq()

  const get = (id: string) => changed.get(id) ?? fleet.get(id)
  const draft: Draft = {
    get,
    childOf(rootId, key) {
      const made = keys.get(`${rootId} ${key}`)
      const known = made === undefined ? fleet.childOf(rootId, key) : get(made)
      return known && get(known.id)
    },
    below(id) {
      const made = [...changed.values()].filter(
        (s) => s.rootId === id && s.child && !fleet.get(s.id),
      )
      return [...fleet.descendants(id).map((s) => get(s.id) ?? s), ...made]
    },
    add(sessionId, at, event) {
      const before = get(sessionId)
      const recorded: Recorded = {
        ...event,
        seq: from + write.events.length + 1,
        sessionId,
        version: (before?.version ?? 0) + 1,
        at,
      }
      const after = evolve(before, recorded)
      changed.set(sessionId, after)
      if (after.child) keys.set(`${after.rootId} ${after.child.key}`, sessionId)
      write.events.push(recorded)
      const notice = noticeOf(before, recorded, after)
      if (notice) write.notices.push(notice)
      return after
    },
    order: (order) => void write.orders.add.push(order),
    settle: (id) => void write.orders.settle.push(id),
    hold: (held) => void write.held.add.push(held),
    release: ({ runner, report }) => void write.held.release.push({ runner, seq: report.seq }),
    log: (line) => void write.logs.push(line),
    offset: (offset) => void write.offsets.push(offset),
  }

  const result = body(draft)
  write.sessions = [...changed.values()]
  if (!isEmpty(write)) store.write(write)
  for (const session of write.sessions) fleet.put(session)
  const { events, notices, orders } = write
  return { result, saved: { events, notices, orders: orders.add, settled: orders.settle } }
}

function isEmpty(write: Write): boolean {
  const { events, offsets, orders, held, logs } = write
  return [events, offsets, orders.add, orders.settle, held.add, held.release, logs].every(
    (part) => part.length === 0,
  )
}
