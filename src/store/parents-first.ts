import type { Session } from '../core/session.ts'

/**
 * The same sessions with every parent before its children, otherwise in their old order. Age alone
 * does not do it: a placeholder can turn out to be the child of a session that is younger.
 */
export function parentsFirst(sessions: Session[]): Session[] {
  const byId = new Map(sessions.map((session) => [session.id, session]))
  const placed = new Set<Session>()
  for (const session of sessions) {
    const unplaced: Session[] = []
    for (
      let next: Session | undefined = session;
      next !== undefined && !placed.has(next) && !unplaced.includes(next);
      next = next.parentId === null ? undefined : byId.get(next.parentId)
    )
      unplaced.push(next)
    for (const each of unplaced.reverse()) placed.add(each)
  }
  return [...placed]
}
