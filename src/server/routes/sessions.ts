import { sessionJson } from '../../contract/session.ts'
import type { Setting } from '../../core/ask.ts'
import { fleet, type Fleet } from '../../core/fleet.ts'
import type { Session } from '../../core/session.ts'
import { findSession } from '../find.ts'
import type { HandlersOf } from '../handlers.ts'
import { oneSession } from '../json.ts'
import { pictures } from '../pictures.ts'
import { isRefusal, refusalOf } from '../refusal.ts'
import { switched } from '../switching.ts'
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

    async patchSession({ params, body }) {
      const session = findSession(world, params.id)
      if (isRefusal(session)) return session
      const { title, onCrash, model, permission } = body
      if (title !== undefined) {
        const refusal = refusalOf(dispatcher.command(session.id, { type: 'rename', title }))
        if (refusal) return refusal
      }
      const settings: Setting[] = [
        ...(model === undefined ? [] : [{ model }]),
        ...(permission === undefined ? [] : [{ permission }]),
      ]
      const answer = dispatcher.command(session.id, {
        type: 'configure',
        ...(onCrash && { onCrash }),
        ...Object.assign({}, ...settings),
      })
      const refusal = refusalOf(answer)
      if (refusal) return refusal
      // What its agent has to take first is not so yet.
      const asked = settings.filter((one) => 'session' in answer && !holds(answer.session, one))
      const ends = await Promise.all(asked.map((one) => switched(world, session.id, one)))
      const refused = ends.find(isRefusal)
      if (refused) return refused
      const note = ends.flatMap((end) => ('note' in end && end.note) || [])[0]
      return { ...oneSession(world, session), ...(note !== undefined && { note }) }
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

function holds(session: Session, setting: Setting): boolean {
  return 'model' in setting
    ? session.model === setting.model
    : session.permission === setting.permission
}

/** Closed sessions are read for this one answer: the dispatcher's fleet does not grow by looking. */
function withClosed({ dispatcher, store }: ServerWorld): Fleet {
  const all = fleet()
  const closed = store.closedSessions(closedLimit)
  for (const session of closed.toSorted((a, b) => a.createdAt - b.createdAt)) all.put(session)
  for (const session of dispatcher.fleet.all()) all.put(session)
  return all
}
