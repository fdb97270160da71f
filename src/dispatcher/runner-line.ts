import type { RunnerDoor, SentOrder, ServerEnd } from '../link/link.ts'
import { backoff, lastAttempt, stableAfter } from './backoff.ts'
import { conversation } from './conversation.ts'
import type { RunnerStatus, World } from './dispatcher.ts'
import type { LineHooks } from './line-hooks.ts'

/** The dispatcher's side of one runner: connects, keeps it alive, says how it stands. */
export type RunnerLine = {
  status(): RunnerStatus
  start(): void
  /** Lets go of it; it goes on. Resolves when nothing of the line runs any more. */
  stop(): Promise<void>
  send(orders: SentOrder[]): void
  /** A new try now, whatever was waited for. */
  restart(): void
  /** Ends it with all its agents. Resolves to false when it is still there after `deadlineMs`. */
  shutdown(deadlineMs: number): Promise<boolean>
}

export function runnerLine(
  name: string,
  door: RunnerDoor,
  world: Pick<World, 'now' | 'later' | 'random' | 'version' | 'log'>,
  hooks: LineHooks,
): RunnerLine {
  let status: RunnerStatus = {
    name,
    state: 'unknown',
    since: world.now(),
    reason: 'not asked yet',
    version: null,
    pid: null,
    attempt: 0,
    agents: 0,
    unsaved: null,
    lag: 0,
  }
  let wanted = false
  let ending = false
  let launching = false
  /** It is there and speaks no version of the link that we speak. */
  let stranger = false
  let running: Promise<void> = Promise.resolve()
  let talk: ReturnType<typeof conversation> | null = null
  let wake = () => {}

  function say(change: Partial<RunnerStatus>) {
    const news = Object.entries(change).some(([key, value]) => Reflect.get(status, key) !== value)
    if (!news) return
    const moved = change.state !== undefined && change.state !== status.state
    status = { ...status, ...change, ...(moved && { since: world.now() }) }
    hooks.changed(status)
  }

  /** Waits for `ms` (for ever without), or until somebody wakes it: a stop, a restart by hand. */
  function pause(ms?: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = ms === undefined ? () => {} : world.later(ms, () => wake())
      wake = () => {
        cancel()
        wake = () => {}
        resolve()
      }
    })
  }

  async function keep() {
    let met = false
    let silent = 0
    while (wanted) {
      const end = await door.connect().catch(() => null)
      if (end && !wanted) end.close()
      if (!wanted) return
      if (end) {
        const over = await talkOver(end)
        if (!wanted) return
        met ||= over.met
        silent = 0
        stranger = over.refused !== undefined
        if (over.refused !== undefined) {
          say({ state: 'failed', reason: over.refused })
          await pause()
          continue
        }
      }
      const alive = await door.probe()
      if (!wanted) return
      if (alive !== 'dead' && (alive === 'alive' || ++silent < 3)) {
        // One failed try proves nothing: the process is there, so nothing is ended or replaced.
        say({
          state: met ? 'down' : status.state,
          reason: 'its process is there and does not answer',
        })
        await pause(500)
        continue
      }
      if (ending) return
      await revive(met)
      met = false
    }
  }

  async function talkOver(end: ServerEnd): Promise<{ met: boolean; refused?: string }> {
    let cancelStable = () => {}
    talk = conversation(end, world, hooks, {
      met(hello) {
        say({
          state: 'up',
          reason: status.attempt > 0 ? `back after attempt ${status.attempt}` : 'answers',
          version: hello.version,
          pid: hello.pid,
          agents: hello.live.length,
        })
        cancelStable = world.later(stableAfter, () => say({ attempt: 0 }))
        // One that was just being started when it was to end is told as soon as it can hear it.
        if (ending) talk?.send({ type: 'shutdown' })
      },
      heard: (change) => say(change),
      quiet: (reason) => say({ state: 'down', reason }),
    })
    const over = await talk.over.finally(() => {
      cancelStable()
      talk = null
    })
    if (over.met && wanted)
      say({ state: 'down', reason: 'the connection is gone', agents: status.agents })
    return over
  }

  /** Starts the runner: at once the first time, after a back-off when it died or would not start. */
  async function revive(died: boolean) {
    if (died) {
      hooks.died('its process is gone')
      say({ attempt: status.attempt + 1 })
    }
    if (status.attempt > lastAttempt) {
      say({ state: 'failed', reason: `gave up after ${lastAttempt} attempts: ${status.reason}` })
      await hooks.startFailed(status.reason)
      await pause()
      say({ attempt: 0 })
    }
    if (status.attempt > 0) {
      const ms = backoff(status.attempt, world.random)
      say({
        state: 'restarting',
        reason: `attempt ${status.attempt} of ${lastAttempt} in ${(ms / 1000).toFixed(1)} s`,
      })
      await pause(ms)
    }
    if (!wanted || ending) return
    launching = true
    try {
      await door.launch()
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      world.log('error', 'the runner could not be started', { runner: name, reason })
      say({ attempt: status.attempt + 1, reason })
      await hooks.startFailed(reason)
    } finally {
      launching = false
    }
  }

  return {
    status: () => status,
    start() {
      if (wanted) return
      wanted = true
      ending = false
      running = keep().catch((error: unknown) => {
        world.log('error', 'the line to a runner broke', { runner: name, error: String(error) })
        say({ state: 'failed', reason: String(error) })
      })
    },
    async stop() {
      wanted = false
      talk?.close()
      wake()
      await running
    },
    send: (orders) => talk?.send({ type: 'orders', orders }),
    restart() {
      if (status.state === 'failed') say({ attempt: 0 })
      wake()
    },
    async shutdown(deadlineMs) {
      ending = true
      wake()
      talk?.send({ type: 'shutdown' })
      if (stranger) door.end()
      let late = false
      const cancel = world.later(deadlineMs, () => {
        late = true
        talk?.close()
        wake()
      })
      while (!late && (talk !== null || launching || (await door.probe()) === 'alive'))
        await settle(talk, world)
      cancel()
      return (await door.probe()) !== 'alive'
    },
  }
}

async function settle(talk: { over: Promise<unknown> } | null, world: Pick<World, 'later'>) {
  if (talk) await talk.over
  else await new Promise<void>((resolve) => void world.later(50, resolve))
}
