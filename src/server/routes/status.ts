import type { StatusJson } from '../../contract/response.ts'
import { iso, states } from '../../contract/session.ts'
import { needsYou } from '../../core/attention.ts'
import type { State } from '../../core/session.ts'
import type { HandlersOf } from '../handlers.ts'
import { runnerJson } from '../json.ts'
import type { ServerWorld } from '../world.ts'

const hour = 3_600_000

export function statusRoutes(
  world: ServerWorld,
  url: () => string,
  feedClients: () => number,
): HandlersOf<'status'> {
  return {
    status(): StatusJson {
      const { dispatcher, store, now, version, data, startedAt } = world
      const saving = dispatcher.saving()
      return {
        version,
        node: process.versions.node,
        pid: process.pid,
        url: url(),
        data,
        startedAt: iso(startedAt),
        seq: dispatcher.seq(),
        saving: { ...saving, since: iso(saving.since) },
        runners: dispatcher.runners().map(runnerJson),
        ...counted(dispatcher.fleet),
        rateUsdPerHour: cents(store.spentSince(now() - hour).costUsd),
        costTodayUsd: cents(store.spentSince(midnight(now())).costUsd),
        unread: dispatcher.counters(),
        feedClients: feedClients(),
      }
    },
  }
}

function counted(
  fleet: ServerWorld['dispatcher']['fleet'],
): Pick<StatusJson, 'counts' | 'needsYou'> {
  const counts = Object.fromEntries(states.map((state) => [state, 0])) as Record<State, number>
  let waiting = 0
  for (const session of fleet.all()) {
    if (fleet.get(session.rootId)?.state === 'done') continue
    if (needsYou(session)) waiting++
    if (session.child === null) counts[fleet.effective(session.id).state]++
  }
  return { counts, needsYou: waiting }
}

/** The machine's own last midnight. */
function midnight(now: number): number {
  return new Date(now).setHours(0, 0, 0, 0)
}

function cents(usd: number): number {
  return Math.round(usd * 1e8) / 1e8
}
