import { sessionJson } from '../../contract/session.ts'
import { fleet, type Fleet } from '../../core/fleet.ts'
import { findSession } from '../find.ts'
import type { HandlersOf } from '../handlers.ts'
import { oneSession } from '../json.ts'
import { pictures } from '../pictures.ts'
import { isRefusal, refusalOf, type Refusal } from '../refusal.ts'
import type { ServerWorld } from '../world.ts'

/** The most closed sessions that one list holds. */
const closedLimit = 1000

export function sessionRoutes(
  world: ServerWorld,
): HandlersOf<'listSessions' | 'showSession' | 'patchSession' | 'removeSession'> {
  const { dispatcher, now } = world
  const kept = pictures(world.data)
  return {
    listSessions({ query }) {
      const all = query.all === '1' || query.all === 'true'
      const shown = all ? withClosed(world) : dispatcher.fleet
      const sessions = [...shown.all()]
        .filter((session) => all || shown.get(session.rootId)?.state !== 'done')
        .map((session) => sessionJson(shown, session, now()))
      return { sessions }
    },

    showSession({ params }) {
      const session = findSession(world, params.id)
      return isRefusal(session) ? session : oneSession(world, session)
    },

    patchSession({ params, body }) {
      const session = findSession(world, params.id)
      if (isRefusal(session)) return session
      let refusal: Refusal | null = null
      if (body.title !== undefined)
        refusal = refusalOf(dispatcher.command(session.id, { type: 'rename', title: body.title }))
      if (body.onCrash && !refusal)
        refusal = refusalOf(
          dispatcher.command(session.id, { type: 'configure', onCrash: body.onCrash }),
        )
      return refusal ?? oneSession(world, session)
    },

    removeSession({ params }) {
      const session = findSession(world, params.id)
      if (isRefusal(session)) return session
      const answer = dispatcher.remove(session.id)
      if (!('removed' in answer)) return refusalOf(answer) ?? { removed: [] }
      for (const id of answer.removed) kept.remove(id)
      return answer
    },
  }
}

/** Closed sessions are read for this one answer: the dispatcher's fleet does not grow by looking. */
function withClosed({ dispatcher, store }: ServerWorld): Fleet {
  const all = fleet()
  const closed = store.closedSessions(closedLimit)
  for (const session of closed.toSorted((a, b) => a.createdAt - b.createdAt)) all.put(session)
  for (const session of dispatcher.fleet.all()) all.put(session)
  return all
}
