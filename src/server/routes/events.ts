import { eventJson } from '../../contract/event.ts'
import { iso } from '../../contract/session.ts'
import { clipped } from '../../core/clause.ts'
import { transcript } from '../../core/transcript.ts'
import { findSession } from '../find.ts'
import type { HandlersOf } from '../handlers.ts'
import { boundedPage, type Asked } from '../page-of-events.ts'
import { isRefusal, refuse } from '../refusal.ts'
import type { ServerWorld } from '../world.ts'

/** How much of a prompt a list of them shows, in characters. */
const mostOfPrompt = 300

export function eventRoutes(
  world: ServerWorld,
): HandlersOf<'sessionEvents' | 'sessionTurns' | 'showEvent' | 'sessionLog'> {
  const { store } = world
  return {
    sessionEvents({ params, query }) {
      const session = findSession(world, params.id)
      if (isRefusal(session)) return session
      const asked = askedFor(query)
      const found = store.page(session.id, asked, query.limit + 1)
      const { events, cut } = boundedPage(found, asked, query.limit)
      if (!('around' in asked)) return { events, more: cut }
      const first = events[0]?.version ?? 1
      const last = events.at(-1)?.version ?? 0
      return { events, more: first > 1 || last < session.version }
    },

    sessionTurns({ params }) {
      const session = findSession(world, params.id)
      if (isRefusal(session)) return session
      const turns = transcript()
      turns.apply(store.prompts(session.id))
      return {
        turns: turns.entries.flatMap((entry) =>
          entry.kind === 'prompt'
            ? [{ seq: entry.seq, at: iso(entry.at), text: clipped(entry.text, mostOfPrompt) }]
            : [],
        ),
      }
    },

    showEvent({ params }) {
      const event = /^\d{1,15}$/.test(params.seq) ? store.event(Number(params.seq)) : null
      if (event === null)
        return refuse('not-found', `No event ${params.seq.slice(0, 40)}; it is a number (seq).`)
      return { event: eventJson(event) }
    },

    sessionLog({ params }) {
      const session = findSession(world, params.id)
      if (isRefusal(session)) return session
      const lines = store.logs(session.id)
      return { lines: lines.map(({ at, text, dropped }) => ({ at: iso(at), text, dropped })) }
    },
  }
}

function askedFor({ after, before, around }: Partial<Record<string, unknown>>): Asked {
  if (typeof after === 'number') return { after }
  if (typeof around === 'number') return { around }
  return { before: typeof before === 'number' ? before : Number.MAX_SAFE_INTEGER }
}
