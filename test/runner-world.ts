import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Order } from '../src/core/order.ts'
import type { Delta, Journaled, Report } from '../src/core/report.ts'
import type { FromRunner, RunnerEnd, SentOrder, ServerEnd, ToRunner } from '../src/link/link.ts'
import { linkPair, type Passage } from '../src/link/pair.ts'
import { runner, type Runner, type RunnerOptions } from '../src/runner/runner.ts'
import { fakeProvider, type FakeProvider } from './fake-agents.ts'

/** A server as a test plays it: it keeps what it is told, and can wait for it. */
export type FakeServer = {
  link: ServerEnd
  hellos: (FromRunner & { type: 'hello' })[]
  frames: FromRunner[]
  reports: Journaled[]
  deltas: Delta[]
  beats: (FromRunner & { type: 'heartbeat' })[]
  /** The connection ended. */
  gone: boolean
  welcome(after?: number): void
  order(...orders: SentOrder[]): void
  /** Resolves when the condition holds, which is looked at with every frame. */
  until(condition: () => boolean): Promise<void>
  /** Waits for a report, among those that came already too. */
  report(is: (report: Report, all: Journaled) => boolean): Promise<Journaled>
}

export function fakeServer(
  link: ServerEnd,
  options: { ack?: boolean; onFrame?: (frame: FromRunner) => void } = {},
): FakeServer {
  let waiting: { condition: () => boolean; resolve: () => void }[] = []
  const check = (): void => {
    const met = waiting.filter(({ condition }) => condition())
    waiting = waiting.filter((one) => !met.includes(one))
    for (const { resolve } of met) resolve()
  }
  const server: FakeServer = {
    link,
    hellos: [],
    frames: [],
    reports: [],
    deltas: [],
    beats: [],
    gone: false,
    welcome: (after = 0) => link.send({ type: 'welcome', protocol: 1, server: 'test', after }),
    order: (...orders) => link.send({ type: 'orders', orders }),
    until: (condition) =>
      new Promise((resolve) => {
        waiting.push({ condition, resolve })
        check()
      }),
    async report(is) {
      const find = (): Journaled | undefined => server.reports.find((one) => is(one.report, one))
      await server.until(() => find() !== undefined)
      const found = find()
      if (!found) throw new Error('It was there a moment ago.')
      return found
    },
  }
  const read = async (): Promise<void> => {
    for await (const batch of link.frames) {
      for (const frame of batch) {
        if (frame.type === 'garbage') throw new Error(`No frame: ${frame.line}`)
        server.frames.push(frame)
        if (frame.type === 'hello') server.hellos.push(frame)
        if (frame.type === 'deltas') server.deltas.push(...frame.deltas)
        if (frame.type === 'heartbeat') server.beats.push(frame)
        if (frame.type === 'reports') {
          server.reports.push(...frame.reports)
          const seq = frame.reports.at(-1)?.seq
          if (options.ack !== false && seq !== undefined)
            link.send({ type: 'ack', seq, durable: seq })
        }
        options.onFrame?.(frame)
        check()
      }
    }
    server.gone = true
    check()
  }
  void read()
  return server
}

export type World = {
  folder: string
  provider: FakeProvider
  log: string[]
  reaped: string[]
  /** Starts a runner in the folder, as after a kill if one was there. */
  start(options?: Partial<RunnerOptions>): Promise<Runner>
  /** A pair whose one end the newest runner has. */
  dial(passage?: { fromLeft?: Passage<FromRunner>; fromRight?: Passage<ToRunner> }): ServerEnd
  connect(after?: number): Promise<FakeServer>
}

/** A folder, a fake provider, and runners in this process over pairs in memory. */
export function runnerWorld(): World {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-runner-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const provider = fakeProvider()
  let onLink: ((link: RunnerEnd) => void) | null = null
  let ids = 0
  let time = 1_700_000_000_000
  const world: World = {
    folder,
    provider,
    log: [],
    reaped: [],
    async start(options) {
      const started = await runner({
        folder,
        name: 'local',
        version: '1.2.3',
        socket: '/nowhere',
        listen(handler) {
          onLink = handler
          return Promise.resolve({ heal: () => Promise.resolve(), close: () => Promise.resolve() })
        },
        providers: new Map([[provider.name, provider]]),
        reap: (name, value) => Promise.resolve(world.reaped.push(`${name}=${value}`)),
        now: () => ++time,
        newId: () => `id${++ids}`,
        log: (line) => world.log.push(line),
        ...options,
        settings: { idleExitMs: 1e9, retryMs: 5, ...options?.settings },
      })
      if ('refused' in started) throw new Error(started.refused)
      onTestFinished(() => started.end({ awaitAck: false }))
      return started
    },
    dial(passage) {
      const pair = linkPair<FromRunner, ToRunner>(passage)
      if (!onLink) throw new Error('No runner was started.')
      onLink(pair.left)
      return pair.right
    },
    async connect(after = 0) {
      const server = fakeServer(world.dial())
      await server.until(() => server.hellos.length > 0)
      server.welcome(after)
      return server
    },
  }
  return world
}

/** The order to start the fake agent of a session. */
export function startOrder(
  session: string,
  changes: Partial<Order & { type: 'start' }> = {},
): SentOrder {
  return {
    id: `start-${session}`,
    order: {
      session,
      run: `run-${session}`,
      type: 'start',
      agent: 'fake',
      cwd: '/',
      model: null,
      permission: 'ask',
      rules: [],
      resume: null,
      ...changes,
    },
    launch: { provider: 'fake', command: ['fake'], env: { HOME: '/home' } },
  }
}

/** The report that an order was carried out, or not. */
export const settledOf = (id: string) => (report: Report) =>
  report.type === 'command.settled' && report.command === id

export function promptOrder(session: string, id: string): SentOrder {
  const order = { type: 'prompt', turn: `t-${id}`, prompt: `p-${id}`, text: `do ${id}` } as const
  return { id, order: { session, run: `run-${session}`, ...order } }
}
