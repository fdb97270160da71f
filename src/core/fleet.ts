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
  /** Ids of the children that are here, by parent, whether that is here or not. */
  const childrenOf = new Map<string, Set<string>>()

  function put(session: Session) {
    const before = sessions.get(session.id)
    if (before && before.parentId !== session.parentId) abandon(before)
    const known = childrenOf.get(session.id) ?? []
    const children = [...new Set([...session.children, ...known])]
    const same = children.length === session.children.length
    sessions.set(session.id, same ? session : { ...session, children })
    if (session.child) byKey.set(keyOf(session.rootId, session.child.key), session.id)
    if (before?.parentId !== session.parentId) adopt(session)
  }

  function adopt({ id, parentId }: Session) {
    if (parentId === null) return
    const siblings = childrenOf.get(parentId) ?? new Set()
    childrenOf.set(parentId, siblings.add(id))
    const parent = sessions.get(parentId)
    if (parent && !parent.children.includes(id))
      sessions.set(parentId, { ...parent, children: [...parent.children, id] })
  }

  function abandon({ id, parentId }: Session) {
    if (parentId === null) return
    const siblings = childrenOf.get(parentId)
    siblings?.delete(id)
    if (siblings?.size === 0) childrenOf.delete(parentId)
    const parent = sessions.get(parentId)
    if (parent)
      sessions.set(parentId, {
        ...parent,
        children: parent.children.filter((child) => child !== id),
      })
  }

  function descendants(id: string): Session[] {
    const found = new Map<string, Session>()
    const below = (parent: string) => {
      for (const childId of sessions.get(parent)?.children ?? []) {
        const child = sessions.get(childId)
        // Looked at once each: a tree told wrong must not lead in circles.
        if (!child || child.id === id || found.has(child.id)) continue
        found.set(child.id, child)
        below(child.id)
      }
    }
    below(id)
    return [...found.values()]
  }

  function known(id: string): Session {
    const session = sessions.get(id)
    if (!session) throw new Error(`no session ${id} in the fleet`)
    return session
  }

  return {
    get: (id) => sessions.get(id),
    all: () => sessions.values(),
    apply(event) {
      const before = sessions.get(event.sessionId)
      if (before && event.version <= before.version) return before
      put(evolve(before, event))
      return known(event.sessionId)
    },
    put,
    remove(id) {
      const session = sessions.get(id)
      if (!session) return
      for (const gone of [session, ...descendants(id)]) {
        abandon(gone)
        sessions.delete(gone.id)
        childrenOf.delete(gone.id)
        if (gone.child) byKey.delete(keyOf(gone.rootId, gone.child.key))
      }
    },
    childOf(rootId, key) {
      const id = byKey.get(keyOf(rootId, key))
      return id === undefined ? undefined : sessions.get(id)
    },
    descendants,
    effective: (id) => effective(known(id), descendants(id)),
    treeUsage: (id) =>
      descendants(id).reduce((sum, { usage }) => addUsage(sum, usage), known(id).usage),
  }
}

function keyOf(rootId: string, key: string): string {
  return `${rootId} ${key}`
}

/**
 * A session at rest is `running` while any descendant works: the reason says which, the evidence is
 * its event. One that is closed, or needs the person for its own sake, shows that.
 */
export function effective(session: Session, below: readonly Session[]): Effective {
  if (session.state !== 'idle' && (session.state !== 'done' || session.child === null))
    return session
  const [first, ...others] = below
    .filter((child) => child.turn !== null)
    .sort((a, b) => urgency[a.state] - urgency[b.state])
  if (first === undefined) return session
  const does = first.asks.length > 0 ? 'waits for you' : 'works'
  return {
    state: 'running',
    reason: `its subagent "${first.title}" ${does}${others.length > 0 ? `, and ${others.length} more` : ''}`,
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
