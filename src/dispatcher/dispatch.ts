import { fleet as emptyFleet } from '../core/fleet.ts'
import { goneExit } from '../core/receive.ts'
import type { SentOrder } from '../link/link.ts'
import type { PendingOrder } from '../store/store.ts'
import type { Change, Dispatcher, World } from './dispatcher.ts'
import { intake } from './intake.ts'
import { record, type Draft, type Saved } from './ledger.ts'
import { outbox as emptyOutbox } from './outbox.ts'
import { recovery } from './recovery.ts'
import { requests } from './requests.ts'
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

  const saving = saver(world, (state) => tell({ type: 'saving', saving: state }), probe)
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

  /** Saves how far the runners' journals were taken, as it is. */
  function probe() {
    transact((draft) => {
      for (const name of world.doors.keys()) {
        const offset = store.offset(name)
        if (offset) draft.offset(offset)
      }
    })
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
    const launch = world.launch(order.agent, store.env(order.session), fleet.get(order.session))
    return { id, order, ...(launch && { launch }) }
  }

  /** The agents that a runner should have now, by run. */
  function runsOf(runner: string): Map<string, string> {
    const found = new Map<string, string>()
    for (const { id, live, runner: its } of fleet.all())
      if (live && its === runner) found.set(live.run, id)
    for (const { order } of outbox.of(runner)) if (order.type === 'start') found.delete(order.run)
    return found
  }

  /** Sessions whose agent was in a runner that does not have it any more end as crashed. */
  function ended(runs: ReadonlyMap<string, string>, message: string) {
    const gone = [...runs].filter(([run, id]) => fleet.get(id)?.live?.run === run)
    if (gone.length === 0) return
    const at = now()
    transact((draft) => {
      for (const [run, id] of gone) {
        const exit = goneExit('runner-gone', message)
        takes.ownReport(draft, id, at, { type: 'agent.exited', run, exit })
      }
    })
  }

  const takes = intake({ world, fleet, outbox, saving, transact, counters })
  const { load, create, command, remove } = requests({
    world,
    fleet,
    outbox,
    closed,
    lines,
    saving,
    transact,
    tell,
    up: () => up,
  })

  function open(name: string) {
    const door = world.doors.get(name)
    if (!door) return
    let expected = new Map<string, string>()
    const line = runnerLine(name, door, world, {
      ...takes.hooks(
        name,
        (ids) => quiet.heard(ids),
        (deltas) => tell({ type: 'deltas', deltas }),
      ),
      async durable() {
        try {
          await store.synced()
          return true
        } catch (error) {
          world.log('warn', 'what was saved is not synced; it is tried again', {
            error: String(error),
          })
          return false
        }
      },
      async fold() {
        try {
          await store.checkpoint()
        } catch (error) {
          world.log('warn', 'the log could not be folded in; it is tried again', {
            error: String(error),
          })
        }
      },
      orders: () => outbox.of(name).map(sent),
      greeted(hello) {
        expected = runsOf(name)
        for (const { run } of hello.live) expected.delete(run)
      },
      async caughtUp() {
        const missing = expected
        await saving.patiently(() => ended(missing, 'its runner is gone; its agent was ended'))
      },
      died(reason) {
        world.log('warn', 'a runner died', { runner: name, reason })
        person.runnerDied(name)
      },
      async startFailed(reason) {
        const all = runsOf(name)
        await saving.patiently(() => ended(all, `its runner is gone: ${reason}`))
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
    remove,
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
