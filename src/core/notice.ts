import { standingAnswer, type Ask } from './ask.ts'
import { firstClause } from './clause.ts'
import type { Recorded } from './event.ts'
import type { Session } from './session.ts'

/** One thing told to the person, once: a toast, a line, a system notification. */
export type Notice = {
  /** `seq` of the event behind it; also what makes it one notification for one outcome. */
  seq: number
  at: number
  sessionId: string
  kind: 'needs-you' | 'completed' | 'failed' | 'crashed' | 'runner'
  /** The session's title and project, as a person knows it. */
  title: string
  project: string | null
  text: string
}

/**
 * The notification an event is worth, or null. `after` is the session with the event folded in.
 * One outcome gives one: an agent's exit after its turn's crash is told by the turn's end alone.
 */
export function noticeOf(
  before: Session | undefined,
  event: Recorded,
  after: Session,
): Notice | null {
  const told = noticeText(before, event, after)
  if (told === null) return null
  const { title, project } = after
  return { seq: event.seq, at: event.at, sessionId: after.id, title, project, ...told }
}

function noticeText(
  before: Session | undefined,
  event: Recorded,
  after: Session,
): Pick<Notice, 'kind' | 'text'> | null {
  if (event.type === 'ask.opened') return asked(event.ask, before, after)
  if (after.child !== null) return null
  if (event.type === 'turn.ended') {
    if (before?.turns === after.turns) return null
    if (event.outcome === 'completed') return { kind: 'completed', text: 'Turn completed' }
    if (event.outcome === 'failed') return { kind: 'failed', text: after.reason }
    return event.outcome === 'crashed' ? { kind: 'crashed', text: after.reason } : null
  }
  if (event.type === 'prompt.refused')
    return after.state === 'failed' && before?.state !== 'failed'
      ? { kind: 'failed', text: after.reason }
      : null
  if (event.type !== 'agent.exited' || after.state !== 'crashed') return null
  // The end of a turn that nobody looked at yet has told it: its agent went with it.
  const told = before?.state === 'crashed' || (before?.state === 'failed' && !before.seen)
  return told ? null : { kind: 'crashed', text: after.reason }
}

/** An ask that a standing answer settles is nobody's business. */
function asked(
  ask: Ask,
  before: Session | undefined,
  after: Session,
): Pick<Notice, 'kind' | 'text'> | null {
  const isNew =
    after.asks.some(({ ask: open }) => open.id === ask.id) &&
    !before?.asks.some(({ ask: open }) => open.id === ask.id)
  return isNew && standingAnswer(after.permission, after.rules, ask) === null
    ? { kind: 'needs-you', text: firstClause(ask.title, 200) }
    : null
}
