import { clipped, firstClause } from './clause.ts'
import type { Recorded, SessionEvent } from './event.ts'
import type { AgentError } from './report.ts'
import type { Session, State } from './session.ts'

/** A recorded event of one type. */
export type Of<Type extends SessionEvent['type']> = Recorded & { type: Type }

/** Closed by the person: final. A subagent's `done` is not, it can be begun again. */
export function isClosed(s: Session): boolean {
  return s.state === 'done' && s.child === null
}

/**
 * The session in a state, with its reason and the event behind it. `since` moves only when the
 * state does, and never back. What is closed stays closed.
 */
export function inState(s: Session, e: Recorded, state: State, reason: string): Session {
  if (isClosed(s)) return s
  const since = s.state === state ? s.since : Math.max(s.since, e.at)
  return { ...s, state, reason, evidence: e.seq, since }
}

/** At work, unless it waits for the person: that comes first. */
export function atWork(s: Session, e: Recorded, reason: string): Session {
  return s.asks.length > 0 ? s : inState(s, e, 'running', reason)
}

/** Something was heard of its agent. */
export function heard(s: Session): Session {
  return s.signal === 'ok' ? s : { ...s, signal: 'ok', silence: null }
}

/** A text from outside as a reason: one line, never empty. */
export function reasonOf(text: string | undefined, otherwise: string): string {
  return firstClause(text ?? '', 200) || otherwise
}

/** An error as a session keeps it; its event has the whole. */
export function keptError(error: AgentError | undefined): AgentError | null {
  return error ? { ...error, message: clipped(error.message, 2000) } : null
}
