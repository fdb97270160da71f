import { decide, requested, type Command } from '../core/decide.ts'
import type { Fleet } from '../core/fleet.ts'
import { atRest, type Session } from '../core/session.ts'
import { SaveFailed } from '../store/store.ts'
import type { Accepted, Change, Dispatcher, NewSession, Refused, World } from './dispatcher.ts'
import type { Draft } from './ledger.ts'
import type { Outbox } from './outbox.ts'
import { placement } from './placement.ts'
import { goOn } from './route.ts'
import type { RunnerLine } from './runner-line.ts'
import type { Saver } from './saver.ts'
import type { shelf } from './shelf.ts'

/** What a person asks for: decided, saved and folded before the answer, or refused with nothing done. */
export function requests(parts: {
  world: Pick<World, 'store' | 'now' | 'newId'>
  fleet: Fleet
  outbox: Outbox
  closed: ReturnType<typeof shelf>
  lines: ReadonlyMap<string, RunnerLine>
  saving: Saver
  transact: <T>(body: (draft: Draft) => T) => T
  tell: (change: Change) => void
  up: () => boolean
}): Pick<Dispatcher, 'load' | 'create' | 'command' | 'remove'> {
  const { world, fleet, outbox, closed, lines, saving, transact, tell, up } = parts
  const { store, now, newId } = world

  function attempt<T>(body: () => T | Refused): T | Refused {
    if (!up())
      return {
        rejected: 'stopping',
        message: 'The server is not taking commands: it is starting or stopping.',
      }
    try {
      return body()
    } catch (error) {
      if (!(error instanceof SaveFailed)) throw error
      saving.failed(error)
      return {
        rejected: 'not-saved',
        message: `Nothing was done, because it could not be saved: ${error.message}`,
      }
    }
  }

  function load(id: string): Session | undefined {
    return fleet.get(id) ?? closed.fetch(id)
  }

  function commanded(id: string, wish: Command): Accepted | Refused {
    const session = load(id)
    if (!session) return unknown(id)
    const decision = decide(session, wish, newId, fleet.get(session.rootId) ?? session)
    if ('rejected' in decision) return decision
    const works = fleet.descendants(id).find(({ turn }) => turn !== null)
    if (wish.type === 'close' && works)
      return {
        rejected: 'still-running',
        message: `Its subagent "${works.title}" (${works.id}) still works; stop session ${id} first.`,
      }
    const after = transact((draft) => {
      const at = now()
      for (const event of decision.events)
        // What is always allowed holds for the whole tree, and for the root's next agent.
        draft.add(event.type === 'rule.added' ? session.rootId : id, at, event)
      for (const order of decision.orders) draft.order(outbox.pending(session.runner, order, at))
      goOn(draft, session.rootId, at, { newId, outbox })
      return draft.get(id) ?? session
    })
    return { session: after, ...(decision.note && { note: decision.note }) }
  }

  function created(wanted: NewSession): Accepted | Refused {
    const runner = placement(wanted.runner, lines, fleet)
    if (runner === null)
      return {
        rejected: 'no-such-runner',
        message: `There is no runner ${wanted.runner}; there are: ${[...lines.keys()].join(', ')}.`,
      }
    const { id = newId(), prompt, attachments, by, env, ...rest } = wanted
    const at = now()
    if (Object.keys(env).length > 0) store.putEnv(id, env)
    const session = transact((draft) => {
      draft.add(id, at, { type: 'session.created', ...rest, runner })
      const made = draft.add(id, at, {
        type: 'prompt.queued',
        prompt: { id: newId(), text: prompt, by, ...(attachments && { attachments }) },
        first: false,
      })
      const agent = requested(made, 'person', 1, newId)
      for (const order of agent.orders) draft.order(outbox.pending(runner, order, at))
      return agent.events.map((event) => draft.add(id, at, event)).at(-1) ?? made
    })
    return { session }
  }

  function removed(id: string): { removed: string[] } | Refused {
    const session = load(id)
    if (!session) return unknown(id)
    if (session.child)
      return {
        rejected: 'is-subagent',
        message: `Session ${id} is a subagent: it goes with its root ${session.rootId}.`,
      }
    const all = [session, ...fleet.descendants(id)]
    const busy = all.find((s) => s.live !== null || s.turn !== null || !atRest(s))
    if (busy)
      return {
        rejected: 'still-running',
        message: `Session ${busy.id} is ${busy.state} and its agent lives; stop it first.`,
      }
    const ids = all.map((s) => s.id)
    store.remove(ids)
    fleet.remove(id)
    tell({ type: 'removed', sessions: ids })
    return { removed: ids }
  }

  return {
    load,
    create: (wanted) => attempt(() => created(wanted)),
    command: (id, wish) => attempt(() => commanded(id, wish)),
    remove: (id) => attempt(() => removed(id)),
  }
}

function unknown(id: string): Refused {
  return { rejected: 'no-such-session', message: `There is no session ${id}.` }
}
