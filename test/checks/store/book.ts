import type { Recorded, SessionEvent } from '../../../src/core/event.ts'
import { evolve } from '../../../src/core/evolve.ts'
import type { Session } from '../../../src/core/session.ts'
import { noUsage, type Usage } from '../../../src/core/usage.ts'
import type { EventStore, Held, PendingOrder, Write } from '../../../src/store/store.ts'

export const someTime = Date.UTC(2025, 0, 2, 3, 4, 5, 678)

export function emptyWrite(over: Partial<Write> = {}): Write {
  return {
    events: [],
    sessions: [],
    offsets: [],
    orders: { add: [], settle: [] },
    held: { add: [], release: [] },
    logs: [],
    notices: [],
    ...over,
  }
}

export type Entry = { id: string; event: SessionEvent; at?: number }

/** Numbers events and folds sessions, as who writes to a store does. */
export function bookOf(store: EventStore) {
  const sessions = new Map<string, Session>()
  const draft = (entries: Entry[], over: Partial<Write> = {}): Write => {
    const changed = new Map<string, Session>()
    let seq = store.lastSeq()
    const events = entries.map(({ id, event, at = someTime }): Recorded => {
      const before = changed.get(id) ?? sessions.get(id)
      const version = (before?.version ?? 0) + 1
      const recorded = { ...event, seq: ++seq, sessionId: id, version, at }
      changed.set(id, evolve(before, recorded))
      return recorded
    })
    return emptyWrite({ events, sessions: [...changed.values()], ...over })
  }
  const written = (write: Write) => {
    for (const session of write.sessions) sessions.set(session.id, session)
  }
  return {
    /** The write that `entries` make, not written. */
    draft,
    /** Writes it all at once; gives the events back as they should be read. */
    write(entries: Entry[], over: Partial<Write> = {}): Recorded[] {
      const write = draft(entries, over)
      store.write(write)
      written(write)
      return write.events
    },
    written,
    knows: (id: string) => sessions.has(id),
    /** Gives its own memory of sessions up, when they were removed. */
    forget: (ids: string[]) => ids.forEach((id) => sessions.delete(id)),
    session(id: string): Session {
      const session = sessions.get(id)
      if (session === undefined) throw new Error(`no session ${id} was written`)
      return session
    },
  }
}

export function created(id: string, parent?: { id: string; rootId: string }): Entry {
  return {
    id,
    event: {
      type: 'session.created',
      agent: 'demo',
      runner: 'here',
      project: '/home/mo/shop',
      cwd: '/home/mo/shop',
      title: `the work of ${id}`,
      model: null,
      permission: 'ask',
      onCrash: 'ask',
      resumeToken: null,
      ...(parent && {
        parent: { ...parent, key: id, toolUse: null, background: false, placeholder: false },
      }),
    },
  }
}

export function said(id: string, text: string): Entry {
  return {
    id,
    event: { type: 'item.set', item: { id: text, kind: 'message', text, settled: true } },
  }
}

export function turnEnded(id: string, turn: string, usage: Partial<Usage>, at = someTime): Entry {
  const event: SessionEvent = {
    type: 'turn.ended',
    turn,
    outcome: 'completed',
    usage: { ...noUsage, ...usage },
  }
  return { id, event, at }
}

export function closed(id: string, at = someTime): Entry {
  return { id, event: { type: 'session.closed' }, at }
}

export function orderFor(id: string, session: string, runner = 'here'): PendingOrder {
  return { id, runner, order: { session, run: 'r1', type: 'interrupt' }, at: someTime }
}

export function heldFor(seq: number, session: string, text = 'who is this for?'): Held {
  return {
    runner: 'here',
    report: { seq, at: someTime, session, child: 'k1', report: { type: 'log', text } },
  }
}
