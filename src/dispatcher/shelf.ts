import type { Recorded } from '../core/event.ts'
import type { Fleet } from '../core/fleet.ts'
import type { Session } from '../core/session.ts'
import type { EventStore } from '../store/store.ts'

/** How many closed trees stay in memory. */
const room = 100

/** Closed sessions live in the store; the newest that somebody looked at are in the fleet as well. */
export function shelf(
  store: EventStore,
  fleet: Fleet,
): { fetch(id: string): Session | undefined; look(events: readonly Recorded[]): void } {
  const roots = new Set<string>()

  function keep(root: string) {
    roots.delete(root)
    roots.add(root)
    for (const oldest of roots) {
      if (roots.size <= room) return
      roots.delete(oldest)
      if (fleet.get(oldest)?.live === null) fleet.remove(oldest)
    }
  }

  return {
    fetch(id) {
      const [found] = store.tree(id)
      if (!found) return undefined
      for (const session of store.tree(found.rootId)) fleet.put(session)
      keep(found.rootId)
      return fleet.get(id)
    },
    look(events) {
      for (const event of events) if (event.type === 'session.closed') keep(event.sessionId)
    },
  }
}
