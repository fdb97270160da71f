import type { Session } from '../core/session.ts'
import { isRefusal, refuse, type Refusal } from './refusal.ts'
import type { ServerWorld } from './world.ts'

type Known = Pick<ServerWorld, 'dispatcher' | 'store'>

/** How many matches of an ambiguous prefix are listed. */
const listed = 10

/** The session that an id, or the beginning of one, means. */
export function findSession({ dispatcher, store }: Known, id: string): Session | Refusal {
  const exact = dispatcher.load(id)
  if (exact) return exact
  const ids = id === '' ? [] : store.idsBeginning(id, listed + 1)
  const [only] = ids
  if (only === undefined)
    return refuse('not-found', `No session ${shown(id)}; GET /api/sessions lists them.`)
  if (ids.length > 1) return ambiguous(id, 'sessions', ids)
  return dispatcher.load(only) ?? refuse('not-found', `Session ${only} is gone.`)
}

/** The open ask that an id, the beginning of one, or the session it waits in means. */
export function findAsk(world: Known, id: string): { session: Session; ask: string } | Refusal {
  const open = [...world.dispatcher.fleet.all()].flatMap((session) =>
    session.asks.map(({ ask }) => ({ session, ask: ask.id })),
  )
  const exact = open.filter(({ ask }) => ask === id)
  const fits = exact.length > 0 ? exact : open.filter(({ ask }) => id !== '' && ask.startsWith(id))
  if (fits.length > 0) return onlyOne(id, fits)
  const session = findSession(world, id)
  if (isRefusal(session))
    return session.refused === 'ambiguous'
      ? session
      : refuse(
          'not-found',
          `Nothing waits for an answer under ${shown(id)}; GET /api/approvals lists what does.`,
        )
  const tree = new Set(
    [session, ...world.dispatcher.fleet.descendants(session.id)].map((s) => s.id),
  )
  const below = open.filter((one) => tree.has(one.session.id))
  if (below.length === 0)
    return refuse('not-found', `Nothing waits for an answer in session ${session.id}.`)
  return onlyOne(id, below)
}

function onlyOne<T extends { ask: string }>(id: string, fits: T[]): T | Refusal {
  const [only, ...others] = fits
  if (only !== undefined && others.length === 0) return only
  return ambiguous(
    id,
    'open questions',
    fits.map(({ ask }) => ask),
  )
}

/** The prompt in a queue that an id, or the beginning of one, means; the id itself where none fits. */
export function findPrompt(session: Session, id: string): string | Refusal {
  const fits = session.queue.filter((prompt) => prompt.id.startsWith(id)).map((prompt) => prompt.id)
  if (fits.includes(id) || fits.length === 0) return id
  return fits.length > 1 ? ambiguous(id, 'prompts', fits) : (fits[0] ?? id)
}

function ambiguous(id: string, what: string, matches: string[]): Refusal {
  const more = matches.length > listed ? ', …' : ''
  const list = matches.slice(0, listed)
  return refuse('ambiguous', `${shown(id)} fits several ${what}: ${list.join(', ')}${more}.`, list)
}

function shown(id: string): string {
  return `"${id.slice(0, 80)}"`
}
