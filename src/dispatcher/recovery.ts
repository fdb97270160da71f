import type { Recorded } from '../core/event.ts'
import type { Fleet } from '../core/fleet.ts'
import type { Session } from '../core/session.ts'
import { backoff } from './backoff.ts'
import type { Accepted, Refused, World } from './dispatcher.ts'

/** Tries at bringing one session back by itself; a completed turn begins the count anew. */
const lastTry = 5

/** Brings crashed sessions back where their policy says so: after 1 s, 2 s, 4 s, … and not for ever. */
export type Recovery = {
  /** Looks at every session once, at the start. */
  begin(): void
  look(events: readonly Recorded[]): void
  /** Cancels what waits. */
  stop(): void
}

export function recovery(
  world: Pick<World, 'later' | 'random' | 'log'>,
  fleet: Fleet,
  resume: (id: string, attempt: number) => Accepted | Refused,
): Recovery {
  const waiting = new Map<string, () => void>()

  function wants(session: Session | undefined): session is Session {
    return (
      session?.state === 'crashed' &&
      session.child === null &&
      session.live === null &&
      // What the agent does not know it will not know the next time either.
      session.exit?.cause !== 'not-resumed' &&
      session.onCrash === 'resume'
    )
  }

  function plan(session: Session | undefined) {
    if (!wants(session) || waiting.has(session.id)) return
    const { id } = session
    const attempt = session.attempts + 1
    if (attempt > lastTry) return
    const ms = backoff(attempt, world.random)
    const cancel = world.later(ms, () => {
      waiting.delete(id)
      if (!wants(fleet.get(id))) return
      const answer = resume(id, attempt)
      if ('rejected' in answer) world.log('warn', 'a session was not resumed', { id, ...answer })
    })
    waiting.set(id, cancel)
  }

  return {
    begin() {
      for (const session of fleet.all()) plan(session)
    },
    look(events) {
      for (const { type, sessionId } of events) {
        if (type === 'agent.exited' || type === 'session.configured') plan(fleet.get(sessionId))
        if (type === 'stop.asked' || type === 'session.closed') {
          waiting.get(sessionId)?.()
          waiting.delete(sessionId)
        }
      }
    },
    stop() {
      for (const cancel of waiting.values()) cancel()
      waiting.clear()
    },
  }
}
