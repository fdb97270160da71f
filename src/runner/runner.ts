import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { protocol, type RunnerEnd } from '../link/link.ts'
import { readRunnerFile, writeRunnerFile } from '../link/runner-file.ts'
import type { Listener } from '../link/socket.ts'
import { startedAt } from '../process/reap.ts'
import type { Provider } from '../providers/provider.ts'
import { aftermath } from './aftermath.ts'
import { blame } from './blame.ts'
import { type Frames, speak } from './connection.ts'
import { heart } from './heart.ts'
import type { Disk } from './journal/disk.ts'
import { openJournal } from './journal/journal.ts'
import { lockFile, type Lock } from '../process/lock.ts'
import { orders } from './orders.ts'
import { saving } from './saving.ts'
import { defaults, type Settings } from './settings.ts'
import { runnerMark, supervisor } from './supervisor.ts'
import { backlogLimit, upstream } from './upstream.ts'
import { wireFiles } from './wire.ts'
import { within } from './within.ts'

export type RunnerOptions = {
  /** Its folder: journal, raw wire, lock, `runner.json`. Made when it is missing. */
  folder: string
  name: string
  version: string
  /** Where it can be reached; told in `runner.json`. */
  socket: string
  /** Takes connections from now on. */
  listen: (onLink: (link: RunnerEnd) => void) => Promise<Listener>
  providers: ReadonlyMap<string, Provider>
  /** Ends all processes that bear `name=value` in their environment, and their descendants. */
  reap: (name: string, value: string) => Promise<unknown>
  now: () => number
  newId: () => string
  log: (message: string) => void
  settings?: Partial<Settings>
  disk?: Disk
}

export type Runner = {
  /** The journal's id, which marks all its processes. */
  readonly id: string
  /** Ends all agents and then the runner. `awaitAck`: gives the server time to take the last reports. */
  end(options: { awaitAck: boolean }): Promise<void>
  /** Resolves with the reason when it has ended: nothing of it runs any more, and its folder is free. */
  readonly ended: Promise<string>
  /** Tells it of a fault that nobody caught: the agent that it happened for ends, nothing else does. */
  caught(error: unknown): void
}

/**
 * A runner: it starts agents as a server orders, journals what they tell before anybody is told, and keeps
 * them alive without a server. Refused when another process has the folder. Rejects when the folder or
 * the socket cannot be used.
 */
export async function runner(options: RunnerOptions): Promise<Runner | { refused: string }> {
  const { folder } = options
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const lock = lockFile(join(folder, 'lock.sqlite'))
  if (!lock) return { refused: heldBy(folder) }
  try {
    return await begin(options, lock)
  } catch (error) {
    lock.release()
    throw error
  }
}

async function begin(options: RunnerOptions, lock: Lock): Promise<Runner> {
  const { folder, name, version, now, newId, log } = options
  const settings: Settings = { ...defaults, ...options.settings }
  const journal = openJournal({
    folder: join(folder, 'journal'),
    newId,
    segmentBytes: settings.segmentBytes,
    onTrouble: log,
    ...(options.disk && { disk: options.disk }),
  })
  // What a killed predecessor left running is ended before anybody is told how things stand.
  const found = { last: journal.last, standing: journal.standing() }
  await options.reap(runnerMark, journal.id)

  const instance = newId()
  const startedMs = now()
  const faults = blame()
  const up = upstream({ journal, window: settings.window, onTrouble: log })
  const saves = saving({
    journal,
    now,
    retryMs: settings.retryMs,
    onSaved: up.told,
    onUnsaved(unsaved) {
      log(unsaved ? `Not saved: ${unsaved.reason}. Agents are held.` : 'Saved again.')
      beat()
    },
  })
  const { save } = saves
  const wire = wireFiles({
    folder: join(folder, 'wire'),
    limits: settings.wire,
    now,
    onTrouble: log,
  })
  const agents = supervisor({
    providers: options.providers,
    mark: journal.id,
    now,
    save,
    deltas: up.deltas,
    room: up.room,
    wire,
    reap: options.reap,
    blame: faults,
    onTrouble: log,
  })
  const taken = orders({ journal, supervisor: agents, save, now, onTrouble: log })
  const told = aftermath(found.standing, now())
  if (told.length > 0) void save(told)

  const links = new Set<RunnerEnd>()
  const { promise: ended, resolve: finished } = Promise.withResolvers<string>()
  let ending: Promise<void> | null = null
  let welcomed = false

  function beat(): void {
    // Who reads nothing needs no sign of life, and shall not become a growing buffer.
    if (!up.link || up.link.backlog() > backlogLimit) return
    const running = agents.live().length
    up.link.send({ type: 'heartbeat', agents: running, unsaved: saves.unsaved() })
  }

  const frames: Frames = {
    hello: () => ({
      type: 'hello',
      runner: name,
      instance,
      pid: process.pid,
      version,
      protocol,
      startedAt: startedMs,
      journal: { id: journal.id, first: journal.first, last: journal.last },
      live: agents.live(),
    }),
    welcome(link, { after, server }) {
      log(`Server ${server} is told everything behind ${after}.`)
      // A power cut took the end of the journal, which the server has: those numbers are taken.
      const lost = !welcomed && after > found.last
      welcomed = true
      journal.skipTo(after)
      if (lost && told.length > 0) void save(told)
      const before = up.link
      up.attach(link, after)
      if (before && before !== link) before.close()
      beat()
    },
    ack({ seq, durable }) {
      up.ack(seq)
      void journal.prune(Math.min(durable, up.acked))
    },
    orders: (frame) => taken.take(frame.orders),
    shutdown: () => void end('A server shut it down.', { cause: 'stopped', awaitAck: true }),
    gone(link) {
      links.delete(link)
      up.detach(link)
    },
    isLive: (link) => up.link === link,
    onTrouble: log,
  }

  const listener = await options.listen((link) => {
    links.add(link)
    void speak(link, frames)
  })
  const pulse = heart({
    beatMs: settings.heartbeatMs,
    idleExitMs: settings.idleExitMs,
    listener,
    beat,
    useless: () => up.link === null && !agents.busy(),
    leave: () =>
      void end('Nothing ran, and no server came.', { cause: 'released', awaitAck: false }),
    prune: () => void wire.prune(),
    onTrouble: log,
  })

  async function leave(
    reason: string,
    { cause, awaitAck }: { cause: 'stopped' | 'released'; awaitAck: boolean },
  ): Promise<void> {
    log(`Ending: ${reason}`)
    await within(settings.endWaitMs, agents.endAll(cause))
    if (awaitAck) await within(settings.ackWaitMs, up.allTaken())
    else await within(settings.flushWaitMs, up.flushed())
    pulse.stop()
    await listener.close()
    for (const link of links) link.close()
    saves.giveUp()
    await wire.flush()
    await options.reap(runnerMark, journal.id)
    // Old parts that are being removed are gone before another runner reads the folder.
    await journal.prune(0)
    journal.close()
    rmSync(join(folder, 'runner.json'), { force: true })
  }

  function end(reason: string, how: Parameters<typeof leave>[1]): Promise<void> {
    ending ??= leave(reason, how)
      .catch((error: unknown) => log(`The end was not orderly: ${String(error)}.`))
      .then(() => {
        lock.release()
        finished(reason)
      })
    return ending
  }

  writeRunnerFile(join(folder, 'runner.json'), {
    pid: process.pid,
    started: startedAt(process.pid),
    instance,
    version,
    protocol: protocol.current,
    socket: options.socket,
  })
  log(`Runner ${name} ${version} listens on ${options.socket} (journal ${journal.id}).`)

  return {
    id: journal.id,
    ended,
    end: ({ awaitAck }) => end('It was told to end.', { cause: 'stopped', awaitAck }),
    caught(error) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
      if (!faults.caught(error)) log(`A fault that nobody caught: ${text}`)
    },
  }
}

function heldBy(folder: string): string {
  const file = readRunnerFile(join(folder, 'runner.json'))
  const who = typeof file === 'object' ? `process ${file.pid}` : 'another process'
  return `A runner already has ${folder}: ${who}.`
}
