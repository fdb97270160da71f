import type { Recorded } from './event.ts'
import { evolve } from './evolve.ts'
import type { Session, State } from './session.ts'
import { addUsage, type Usage } from './usage.ts'

/** How urgent a state is for the person, most urgent first. */
const urgency: Record<State, number> = {
  'needs-approval': 0,
  'needs-input': 1,
  crashed: 2,
  failed: 3,
  running: 4,
  starting: 5,
  resuming: 6,
  idle: 7,
  stopped: 8,
  done: 9,
}

/** What a session shows when its subagents are counted in. */
export type Effective = Pick<Session, 'state' | 'reason' | 'since' | 'evidence' | 'now'>

/**
 * Sessions by id with their trees, folded from events of any of them in log order. The server and
 * the browser keep one each. Also the place where what holds for a whole tree is worked out.
 */
export type Fleet = {
  get(id: string): Session | undefined
  all(): Iterable<Session>
  /** Folds one event in. One that was folded before (by its version) changes nothing. */
  apply(event: Recorded): Session
  /** Puts a session that was folded elsewhere: a snapshot, a row of the store. */
  put(session: Session): void
  /** Forgets a session and all below it. */
  remove(id: string): void
  childOf(rootId: string, key: string): Session | undefined
  /** All below a session, parents before their children. */
  descendants(id: string): Session[]
  effective(id: string): Effective
  treeUsage(id: string): Usage
}

export function fleet(): Fleet {
  const sessions = new Map<string, Session>()
  const byKey = new Map<string, string>()

  function put(session: Session) {
    sessions.set(session.id, session)
    if (session.child) byKey.set(`${session.rootId} ${session.child.key}`, session.id)
  }

  function adopt(child: Session) {
    const parent = child.parentId === null ? undefined : sessions.get(child.parentId)
    if (parent && !parent.children.includes(child.id))
      sessions.set(parent.id, { ...parent, children: [...parent.children, child.id] })
  }

  function abandon(child: Session) {
    const parent = child.parentId === null ? undefined : sessions.get(child.parentId)
    if (parent)
      sessions.set(parent.id, {
        ...parent,
        children: parent.children.filter((id) => id !== child.id),
      })
  }

  function descendants(id: string): Session[] {
    const found: Session[] = []
    for (const childId of sessions.get(id)?.children ?? []) {
      const child = sessions.get(childId)
      if (child) found.push(child, ...descendants(childId))
    }
    return found
  }

  return {
    get: (id) => sessions.get(id),
    all: () => sessions.values(),
    apply(event) {
      const before = sessions.get(event.sessionId)
      if (before && event.version <= before.version) return before
      const after = evolve(before, event)
      if (before && before.parentId !== after.parentId) abandon(before)
      put(after)
      adopt(after)
      return after
    },
    put(session) {
      put(session)
      adopt(session)
    },
    remove(id) {
      const session = sessions.get(id)
      if (!session) return
      for (const gone of [...descendants(id), session]) {
        sessions.delete(gone.id)
        if (gone.child) byKey.delete(`${gone.rootId} ${gone.child.key}`)
      }
      abandon(session)
    },
    childOf(rootId, key) {
      const id = byKey.get(`${rootId} ${key}`)
      return id === undefined ? undefined : sessions.get(id)
    },
    descendants,
    effective(id) {
      const session = sessions.get(id)
      if (!session) throw new Error(`no session ${id} in the fleet`)
      return effective(session, descendants(id))
    },
    treeUsage(id) {
      const session = sessions.get(id)
      if (!session) throw new Error(`no session ${id} in the fleet`)
      return descendants(id).reduce((sum, { usage }) => addUsage(sum, usage), session.usage)
    },
  }
}

/** A session at rest is `running` while any descendant works: the reason says which, the evidence is its event. */
export function effective(session: Session, below: readonly Session[]): Effective {
  if (session.state !== 'idle' && session.state !== 'done') return session
  const [first] = below
    .filter((child) => child.turn !== null)
    .sort((a, b) => urgency[a.state] - urgency[b.state])
  if (first === undefined) return session
  const others = below.filter((child) => child.turn !== null).length - 1
  return {
    state: 'running',
    reason: `its subagent "${first.title}" works${others > 0 ? `, and ${others} more` : ''}`,
    since: first.since,
    evidence: first.evidence,
    now: first.now,
  }
}

/** The most urgent of some states: what a collapsed node of a tree shows. */
export function mostUrgent(states: Iterable<State>): State | null {
  let found: State | null = null
  for (const state of states) if (found === null || urgency[state] < urgency[found]) found = state
  return found
}

/** A person has to do something: answer, or decide about a failure nobody looked at. */
export function needsYou(session: Session): boolean {
  if (session.asks.length > 0) return true
  return (
    session.child === null &&
    (session.state === 'failed' || session.state === 'crashed') &&
    !session.seen
  )
}
