import { decide, requested, type Command } from '../core/decide.ts'
import { fleet as emptyFleet } from '../core/fleet.ts'
import { goneExit } from '../core/receive.ts'
import { atRest, type Session } from '../core/session.ts'
import type { SentOrder } from '../link/link.ts'
import { SaveFailed, type PendingOrder } from '../store/store.ts'
import type { Accepted, Change, Dispatcher, NewSession, Refused, World } from './dispatcher.ts'
import { intake } from './intake.ts'
import { record, type Draft, type Saved } from './ledger.ts'
import { outbox as emptyOutbox } from './outbox.ts'
import { placement } from './placement.ts'
import { recovery } from './recovery.ts'
import { goOn } from './route.ts'
import { runnerLine, type RunnerLine } from './runner-line.ts'
import { saver } from './saver.ts'
import { shelf } from './shelf.ts'
import { silence } from './silence.ts'
import { telling } from './telling.ts'

/** A dispatcher over what it is handed: see the port for its promises. */
export function dispatcher(world: World): Dispatcher {
  const { store, now, newId } = world
  const fleet = emptyFleet()
  const outbox = emptyOutbox(newId)
  const listeners = new Set<(change: Change) => void>()
  const counters = { malformed: 0, unknown: 0 }
  const lines = new Map<string, RunnerLine>()
  const closed = shelf(store, fleet)
  let starting: Promise<void> | null = null
  let up = false

  function tell(change: Change) {
    for (const listener of listeners) {
      try {
        listener(change)
      } catch (error) {
        world.log('error', 'a listener threw', { error: String(error) })
      }
    }
  }

  const saving = saver(world, (state) => tell({ type: 'saving', saving: state }))
  const person = telling(world, tell)
  const quiet = silence(world, fleet, (id, event) =>
    transact((draft) => draft.add(id, now(), event)),
  )
  const recover = recovery(world, fleet, (id, attempt) =>
    command(id, { type: 'resume', by: 'policy', attempt }),
  )

  /** Saves a draft, then lets everybody know of it. Throws SaveFailed. */
  function transact<T>(body: (draft: Draft) => T): T {
    const { result, saved } = record(store, fleet, body)
    afterwards(saved)
    return result
  }

  function afterwards(saved: Saved) {
    saving.worked()
    outbox.put(saved.orders)
    outbox.settle(saved.settled)
    send(saved.orders.filter(({ id }) => !saved.settled.includes(id)))
    if (saved.events.length > 0) tell({ type: 'recorded', events: saved.events })
    person.saved(saved, fleet)
    recover.look(saved.events)
    closed.look(saved.events)
  }

  function send(orders: readonly PendingOrder[]) {
    for (const [name, line] of lines) {
      const its = orders.filter(({ runner }) => runner === name)
      if (its.length > 0) line.send(its.map(sent))
    }
  }

  /** What `--env` gave and how to launch are put on at the last moment: they are in no record. */
  function sent({ id, order }: PendingOrder): SentOrder {
    if (order.type !== 'start') return { id, order }
    const launch = world.launch(order.agent, store.env(order.session))
    return { id, order, ...(launch && { launch }) }
  }

  /** As `transact`, for a person who waits for the answer: a failed save is a refusal. */
  function attempt(body: () => Accepted | Refused): Accepted | Refused {
    if (!up)
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

  function command(id: string, wish: Command): Accepted | Refused {
    return attempt(() => {
      const session = load(id)
      if (!session) return { rejected: 'no-such-session', message: `There is no session ${id}.` }
      const decision = decide(session, wish, newId, fleet.get(session.rootId) ?? session)
      if ('rejected' in decision) return decision
      const after = transact((draft) => {
        const at = now()
        for (const event of decision.events) draft.add(id, at, event)
        for (const order of decision.orders) draft.order(outbox.pending(session.runner, order, at))
        goOn(draft, session.rootId, at, { newId, outbox })
        return draft.get(id) ?? session
      })
      return { session: after, ...(decision.note && { note: decision.note }) }
    })
  }

  function create(wanted: NewSession): Accepted | Refused {
    return attempt(() => {
      const runner = placement(wanted.runner, lines, fleet)
      if (runner === null)
        return {
          rejected: 'no-such-runner',
          message: `There is no runner ${wanted.runner}; there are: ${[...lines.keys()].join(', ')}.`,
        }
      const id = newId()
      const at = now()
      const { prompt, by, env, ...rest } = wanted
      if (Object.keys(env).length > 0) store.putEnv(id, env)
      const session = transact((draft) => {
        draft.add(id, at, { type: 'session.created', ...rest, runner })
        const made = draft.add(id, at, {
          type: 'prompt.queued',
          prompt: { id: newId(), text: prompt, by },
          first: false,
        })
        const agent = requested(made, 'person', 1, newId)
        for (const order of agent.orders) draft.order(outbox.pending(runner, order, at))
        return agent.events.map((event) => draft.add(id, at, event)).at(-1) ?? made
      })
      return { session }
    })
  }

  /** Sessions whose agent was in a runner that does not have it any more end as crashed. */
  function runnerGone(runner: string, live: readonly { run: string }[], message: string) {
    const started = new Set(
      outbox
        .of(runner)
        .filter(({ order }) => order.type === 'start')
        .map(({ order }) => order.run),
    )
    const gone = [...fleet.all()].filter(
      ({ live: agent, ...s }) =>
        agent !== null &&
        s.runner === runner &&
        !started.has(agent.run) &&
        !live.some(({ run }) => run === agent.run),
    )
    if (gone.length === 0) return
    const at = now()
    transact((draft) => {
      for (const { id, live: agent } of gone)
        if (agent) {
          const exit = goneExit('runner-gone', message)
          takes.ownReport(draft, id, at, { type: 'agent.exited', run: agent.run, exit })
        }
    })
  }

  const takes = intake({ world, fleet, outbox, saving, transact, counters })

  function open(name: string) {
    const door = world.doors.get(name)
    if (!door) return
    const line = runnerLine(name, door, world, {
      ...takes.hooks(name, quiet.heard, (deltas) => tell({ type: 'deltas', deltas })),
      durable() {
        try {
          store.checkpoint()
          return true
        } catch (error) {
          world.log('warn', 'the log could not be folded in; it is tried again', {
            error: String(error),
          })
          return false
        }
      },
      orders: () => outbox.of(name).map(sent),
      async caughtUp(live) {
        await saving.patiently(() =>
          runnerGone(name, live, 'its runner is gone; its agent was ended'),
        )
      },
      died(reason) {
        world.log('warn', 'a runner died', { runner: name, reason })
        person.runnerDied(name)
      },
      async startFailed(reason) {
        await saving.patiently(() => runnerGone(name, [], `its runner is gone: ${reason}`))
      },
      changed(runner) {
        person.runnerMoved(runner)
        quiet.runner(name, runner.state === 'up' || runner.state === 'unknown')
        tell({ type: 'runner', runner })
      },
    })
    lines.set(name, line)
  }

  return {
    fleet,
    start() {
      starting ??= (async () => {
        for (const session of store.openSessions()) fleet.put(session)
        for (const name of world.doors.keys()) {
          outbox.put(store.pendingOrders(name))
          open(name)
        }
        takes.load(store.held())
        up = true
        saving.begin()
        quiet.start()
        for (const line of lines.values()) line.start()
        recover.begin()
        return Promise.resolve()
      })().catch((error: unknown) => {
        starting = null
        lines.clear()
        throw error
      })
      return starting
    },
    async stop(deadlineMs) {
      if (starting === null) return
      starting = null
      up = false
      recover.stop()
      quiet.stop()
      let cancel = () => {}
      const late = new Promise<void>((resolve) => {
        cancel = world.later(deadlineMs, () => {
          saving.giveUp()
          resolve()
        })
      })
      await Promise.race([Promise.all([...lines.values()].map((line) => line.stop())), late])
      cancel()
      lines.clear()
      takes.forget()
    },
    load,
    create,
    command,
    remove(id) {
      const session = load(id)
      if (!session) return { rejected: 'no-such-session', message: `There is no session ${id}.` }
      const all = [session, ...fleet.descendants(id)]
      const busy = all.find((s) => s.live !== null || s.turn !== null || !atRest(s))
      if (busy)
        return {
          rejected: 'still-running',
          message: `Session ${busy.id} is ${busy.state} and its agent lives; stop it first.`,
        }
      const removed = all.map((s) => s.id)
      store.remove(removed)
      fleet.remove(id)
      tell({ type: 'removed', sessions: removed })
      return { removed }
    },
    runners: () => [...lines.values()].map((line) => line.status()),
    restart(name) {
      const line = lines.get(name)
      if (!line)
        return {
          rejected: 'no-such-runner',
          message: `There is no runner ${name}; there are: ${[...lines.keys()].join(', ')}.`,
        }
      line.restart()
      return line.status()
    },
    async shutdown(deadlineMs) {
      recover.stop()
      const ends = await Promise.all(
        [...lines].map(async ([name, line]) => ((await line.shutdown(deadlineMs)) ? [] : [name])),
      )
      return { left: ends.flat() }
    },
    saving: () => saving.state(),
    counters: () => ({ ...counters }),
    seq: () => store.lastSeq(),
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
