import { standingAnswer, type Ask } from '../../core/ask.ts'
import type { Fleet } from '../../core/fleet.ts'
import type { Session } from '../../core/session.ts'

/** A question of one session of a tree that waits for the person. */
export type Pending = { ask: Ask; session: Session; since: number }

/** Longest wait first. What a standing answer settles in a moment is not the person's business. */
export function pendingIn(tree: Fleet, root: string): Pending[] {
  const top = tree.get(root)
  if (top === undefined) return []
  return [top, ...tree.descendants(root)]
    .flatMap((session) => session.asks.map(({ ask, since }) => ({ ask, session, since })))
    .filter(({ ask }) => standingAnswer(top.permission, top.rules, ask) === null)
    .sort((a, b) => a.since - b.since)
}
