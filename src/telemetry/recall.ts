import type { Recorded } from '../core/event.ts'
import type { Session } from '../core/session.ts'

/** How far back a turn is read: of a longer one the oldest calls are sent with a parent, without their start. */
const mostEvents = 2_000
const pageSize = 500

/**
 * What a telemetry that begins in the middle of things must know: the events of the turns that are open, and
 * of the last turn of each session above a subagent that works on alone. In the order of the log.
 * `before`: the `limit` events of a session just before a `seq`, in order.
 */
export function openTurns(
  sessions: readonly Session[],
  before: (session: string, seq: number, limit: number) => Recorded[],
): Recorded[] {
  const byId = new Map(sessions.map((session) => [session.id, session]))
  const found = new Map<string, Recorded[]>()

  /** From the last turn that began before `seq` on; where it lies too far back, from what is told of it. */
  function read(session: Session, seq: number) {
    if (found.has(session.id)) return
    const events: Recorded[] = []
    let begin = -1
    for (let from = seq; begin < 0 && events.length < mostEvents;) {
      const page = before(session.id, from, pageSize)
      events.unshift(...page)
      begin = events.findLastIndex(({ type }) => type === 'turn.started')
      from = page[0]?.seq ?? 0
      if (page.length < pageSize) break
    }
    // What came before its start goes along: the prompt that began it is there.
    found.set(session.id, begin < 0 ? [...startOf(session, events), ...events] : events)
    const parent = session.parentId === null ? undefined : byId.get(session.parentId)
    if (parent && parent.turn === null) read(parent, events[begin]?.seq ?? seq)
  }

  for (const session of sessions) if (session.turn !== null) read(session, session.lastSeq + 1)
  return [...found.values()].flat().sort((a, b) => a.seq - b.seq)
}

function startOf({ id, turn }: Session, [first]: Recorded[]): Recorded[] {
  if (turn === null) return []
  const place = { sessionId: id, seq: (first?.seq ?? 1) - 1, version: 0, at: turn.startedAt }
  return [{ type: 'turn.started', turn: turn.id, ...place }]
}
