import { accessSync, constants, statSync } from 'node:fs'
import type { Setting } from '../core/ask.ts'
import type { Order } from '../core/order.ts'
import type { Delta } from '../core/report.ts'
import type { SentOrder } from '../link/link.ts'
import type { Provider } from '../providers/provider.ts'
import type { Blame } from './blame.ts'
import type { Gate } from './debts.ts'
import type { Entry } from './journal/journal.ts'
import { liveAgent, type LiveAgent } from './live-agent.ts'
import type { WireFiles } from './wire.ts'

export type Refusal = {
  code:
    | 'no-agent'
    | 'already-running'
    | 'unknown-provider'
    | 'no-folder'
    | 'no-launch'
    | 'not-waiting'
    | 'agent-failed'
    | 'agent-refused'
    | 'shutting-down'
  message: string
}

/** What became of an order: `entries` are to be journaled with its settlement, and `after` is to be called then. */
export type Settled = { error?: Refusal; entries?: Entry[]; after?: () => void }

/** `settles`: what became of it is known when the agent has answered. Never rejects. */
export type CarriedOut = Settled & { settles?: Promise<Settled> }

export type Supervisor = {
  carryOut(sent: SentOrder): CarriedOut
  live(): { session: string; run: string }[]
  /** Whether any agent is in a turn. */
  busy(): boolean
  /** Ends all agents and takes no more; resolves when their exits are journaled. */
  endAll(cause: 'stopped' | 'released'): Promise<void>
}

export type SupervisorOptions = {
  providers: ReadonlyMap<string, Provider>
  /** Marks every process of this runner: the value of SIGNALBOX_RUNNER in its environment. */
  mark: string
  now: () => number
  save: (entries: readonly Entry[]) => Promise<void>
  deltas: (deltas: Delta[]) => void
  room: (session: string) => Gate
  wire: Pick<WireFiles, 'writer'>
  /** Ends all processes that bear `name=value` in their environment, and their descendants. */
  reap: (name: string, value: string) => Promise<unknown>
  blame: Blame
  onTrouble: (message: string) => void
}

/** The variables that mark an agent's processes: those of the whole runner, and those of one run. */
export const runnerMark = 'SIGNALBOX_RUNNER'
export const runMark = 'SIGNALBOX_RUN'

/** Starts, watches and stops the agents of one runner: one a session. */
export function supervisor(options: SupervisorOptions): Supervisor {
  const { now } = options
  const agents = new Map<string, LiveAgent>()
  const watched = new Set<Promise<void>>()
  let ending = false

  function start(order: Order & { type: 'start' }, launch: SentOrder['launch']): CarriedOut {
    const { session, run, cwd } = order
    if (ending) return refusal('shutting-down', 'The runner is shutting down; try again.')
    if (agents.has(session))
      return refusal('already-running', `Session ${session} has a live agent already.`)
    if (!launch) return refusal('no-launch', `The order to start ${order.agent} does not say how.`)
    const provider = options.providers.get(launch.provider)
    if (!provider)
      return refusal(
        'unknown-provider',
        `This runner knows no provider ${JSON.stringify(launch.provider)}; it knows ${[...options.providers.keys()].join(', ')}.`,
      )
    const folder = noFolder(cwd)
    if (folder !== null) return refusal('no-folder', folder)

    let faulty: (error: unknown) => void = () => undefined
    return options.blame.run(
      (error) => faulty(error),
      () => {
        const agent = provider.start({
          run,
          spec: { name: order.agent, provider: launch.provider, command: launch.command },
          cwd,
          env: { ...launch.env, [runnerMark]: options.mark, [runMark]: run },
          permission: order.permission,
          model: order.model,
          resume: order.resume,
          fork: order.fork ?? false,
          onWire: options.wire.writer(session, run),
        })
        const live = liveAgent({
          agent,
          session,
          run,
          permission: order.permission,
          rules: order.rules,
          now,
          save: options.save,
          deltas: options.deltas,
          room: options.room,
          // At the end of the runner one sweep takes what all of them left: see its owner.
          reap: () => (ending ? Promise.resolve() : options.reap(runMark, run)),
          onTrouble: options.onTrouble,
        })
        faulty = (error) => live.fault(error)
        agents.set(session, live)
        const { pid } = agent
        return {
          // Of one that never ran only its exit is told.
          entries:
            pid > 0 ? [{ at: now(), session, report: { type: 'agent.started', run, pid } }] : [],
          after: () => watch(live),
        }
      },
    )
  }

  function watch(live: LiveAgent): void {
    const watching = options.blame.run(
      (error) => live.fault(error),
      async () => {
        await live.watch()
        agents.delete(live.session)
      },
    )
    watched.add(watching)
    void watching.then(() => watched.delete(watching))
  }

  function carryOut({ order, launch }: SentOrder): CarriedOut {
    if (order.type === 'start') return start(order, launch)
    const live = agents.get(order.session)
    if (!live || live.run !== order.run || (live.stopping() && order.type !== 'stop'))
      return refusal('no-agent', `Session ${order.session} has no live agent (any more).`)
    return options.blame.run(
      (error) => live.fault(error),
      () => tell(live, order),
    )
  }

  return {
    carryOut(sent) {
      try {
        return carryOut(sent)
      } catch (error) {
        // A fault of the provider: its agent ends, the order is told as failed, the runner goes on.
        agents.get(sent.order.session)?.fault(error)
        return refusal('agent-failed', `The agent could not be told: ${String(error)}.`)
      }
    },
    live: () => [...agents.values()].map(({ session, run }) => ({ session, run })),
    busy: () => [...agents.values()].some((live) => live.busy()),
    async endAll(cause) {
      ending = true
      for (const live of agents.values()) live.stop(cause)
      await Promise.all(watched)
    },
  }
}

function tell(live: LiveAgent, order: Exclude<Order, { type: 'start' }>): CarriedOut {
  switch (order.type) {
    case 'prompt':
      live.prompt(order.turn, order.prompt, order.text, order.attachments)
      return {}
    case 'steer':
      live.steer(order.prompt, order.text, order.attachments)
      return {}
    case 'interrupt':
      live.interrupt()
      return {}
    case 'stop':
      live.stop(order.cause)
      return {}
    case 'stop-child':
      live.stopChild(order.key)
      return {}
    case 'switch':
      return { settles: switched(live, order.to) }
    case 'answer': {
      if (order.permission) live.permit(order.permission)
      const waited = live.answer(order.ask, order.answer)
      const added = order.rule ? live.rule(order.rule) : {}
      if (waited) return added
      return {
        ...added,
        ...refusal('not-waiting', 'The agent does not wait for this answer (any more).'),
      }
    }
  }
}

async function switched(live: LiveAgent, to: Setting): Promise<Settled> {
  try {
    return await live.switch(to)
  } catch (error) {
    return refusal('agent-refused', error instanceof Error ? error.message : String(error))
  }
}

function refusal(code: Refusal['code'], message: string): { error: Refusal } {
  return { error: { code, message } }
}

function noFolder(cwd: string): string | null {
  try {
    if (!statSync(cwd).isDirectory()) return `${cwd} is not a folder; choose one that is.`
    accessSync(cwd, constants.R_OK | constants.X_OK)
    return null
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT'
      ? `The folder ${cwd} does not exist; create it or choose another.`
      : `The folder ${cwd} may not be entered; change its permissions or choose another.`
  }
}
