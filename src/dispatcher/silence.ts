import type { SessionEvent } from '../core/event.ts'
import type { Fleet } from '../core/fleet.ts'
import type { Session } from '../core/session.ts'
import { SaveFailed } from '../store/store.ts'
import type { World } from './dispatcher.ts'

/** How long silence is normal, in ms: a turn may think or run a tool, a start is quick, a person is slow. */
const normal = { starting: 60_000, resuming: 60_000, running: 300_000 } as const
const lookEvery = 5_000
/** A connection that comes back within this is no silence. */
const blip = 5_000

/**
 * Marks sessions from which nothing was heard for longer than is normal for what they do, and those
 * whose runner cannot be reached. Silence is told apart from work and from death: nothing is ended.
 */
export type Silence = {
  start(): void
  stop(): void
  heard(ids: Iterable<string>): void
  /** Whether a runner can be reached. */
  runner(name: string, reachable: boolean): void
}

export function silence(
  world: Pick<World, 'now' | 'later' | 'log'>,
  fleet: Fleet,
  put: (id: string, event: SessionEvent) => unknown,
): Silence {
  const last = new Map<string, number>()
  const gone = new Map<string, number>()
  let cancel = () => {}

  function why(session: Session): string | null {
    if (session.live === null || session.child !== null) return null
    const away = gone.get(session.runner)
    if (away !== undefined && world.now() - away >= blip) return 'its runner cannot be reached'
    const limit = normal[session.state as keyof typeof normal]
    if (limit === undefined) return null
    const since = Math.max(last.get(session.id) ?? 0, session.updatedAt, session.since)
    const ms = world.now() - since
    return ms > limit ? `nothing heard for ${Math.round(ms / 60_000)} min` : null
  }

  function look() {
    for (const session of fleet.all()) {
      const reason = why(session)
      if (reason !== null && session.signal === 'ok')
        say(session.id, { type: 'signal.lost', reason })
      if (reason === null && session.signal === 'none' && session.live !== null)
        say(session.id, { type: 'signal.found' })
    }
    for (const id of last.keys()) if (fleet.get(id)?.live == null) last.delete(id)
  }

  function say(id: string, event: SessionEvent) {
    try {
      put(id, event)
    } catch (error) {
      // It is looked at again in a moment; that nothing is saved is shown elsewhere.
      if (!(error instanceof SaveFailed)) throw error
    }
  }

  function again() {
    cancel = world.later(lookEvery, () => {
      look()
      again()
    })
  }

  return {
    start: again,
    stop: () => cancel(),
    heard(ids) {
      const at = world.now()
      for (const id of ids) {
        const root = fleet.get(id)?.rootId
        if (root === undefined) continue
        last.set(root, at)
        if (fleet.get(root)?.signal === 'none') say(root, { type: 'signal.found' })
      }
    },
    runner(name, reachable) {
      if (reachable) gone.delete(name)
      else if (!gone.has(name)) gone.set(name, world.now())
    },
  }
}
