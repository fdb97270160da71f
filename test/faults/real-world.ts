import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { onTestFailed, onTestFinished } from 'vitest'
import type { EventJson } from '../../src/contract/event.ts'
import type { StatusJson } from '../../src/contract/response.ts'
import { marked, reap } from '../../src/process/reap.ts'
import { answerOf, type Answer } from './answer.ts'
import { feedMirror, type FeedMirror } from './feed-mirror.ts'
import { built, type Package } from './package.ts'
import { terminal, terminalArgs, type Terminal } from './terminal.ts'
import { worldSessions } from './world-sessions.ts'

export type Server = {
  pid: number
  url: string
  token: string
  /** Resolves with how it ended: an exit code or a signal. */
  exited: Promise<number | NodeJS.Signals>
  /** What it printed until now. */
  printed: () => string
}

/** A home, a data folder and a project of their own, and the real programs in them. */
export type RealWorld = Awaited<ReturnType<typeof realWorld>>

/** What a test waits for comes in seconds; the limit is for a machine whose cores are all busy. */
const patience = 50_000

export type WorldOptions = {
  config?: Record<string, unknown>
  /** Where the data folder is to be, if not in the world's own folder. */
  data?: string
  package?: Package
  /** More of the environment of everything that is started in it. */
  env?: Readonly<Record<string, string>>
  /** Is given every event that the feed tells, as it is told. */
  witness?: (event: EventJson) => void
  /** Hands the end of the world to somebody else than the test that runs. */
  atEnd?: (end: () => Promise<void>) => void
}

export type StartOptions = {
  dieAt?: string
  hooks?: Record<string, Record<string, string>>
  /** What the server's environment holds beside the usual. */
  env?: Record<string, string>
}

/** Makes a world with nothing running in it. It is ended, to the last process, with the test that runs. */
export async function realWorld(options: WorldOptions = {}) {
  const root = mkdtempSync(join(tmpdir(), 'signalbox-world-'))
  const folders = ['home', 'state', 'run', 'config', 'share', 'cache', 'project'].map((name) =>
    join(root, name),
  )
  for (const folder of folders) mkdirSync(folder, { mode: 0o700 })
  const [home = '', state = '', run = '', config = '', share = '', cache = '', project = ''] =
    folders
  const data = options.data ?? join(root, 'data')
  mkdirSync(data, { recursive: true, mode: 0o700 })
  if (options.config) writeFileSync(join(data, 'config.json'), JSON.stringify(options.config))

  let from = options.package ?? built
  let server: Server | null = null
  const children: { child: ChildProcess; exited: Promise<unknown> }[] = []
  const lines: string[] = []
  let waiting: (() => void)[] = []
  const changed = () => {
    const woken = waiting
    waiting = []
    for (const wake of woken) wake()
  }
  let awaited = 'nothing yet'
  const feed: FeedMirror = feedMirror(changed, options.witness)

  function environment(): Record<string, string> {
    return {
      PATH: process.env.PATH ?? '',
      HOME: home,
      XDG_STATE_HOME: state,
      XDG_RUNTIME_DIR: run,
      XDG_CONFIG_HOME: config,
      XDG_DATA_HOME: share,
      XDG_CACHE_HOME: cache,
      SIGNALBOX_DATA: data,
      ...options.env,
    }
  }

  function begin(args: string[], env: Record<string, string> = {}, program = from.node) {
    const child = spawn(program, args, {
      env: { ...environment(), ...env },
      cwd: project,
      stdio: 'pipe',
      // A process group of its own, as a terminal gives to what runs in it.
      detached: true,
    })
    const exited = once(child, 'exit').then(([code, signal]): number | NodeJS.Signals => {
      changed()
      return code ?? signal
    })
    if (program === from.node) child.stdin.end()
    children.push({ child, exited })
    return { child, exited }
  }

  /** Waits until `holds`; looked at whenever the feed says something or a process ends, and now and then. */
  async function until<T>(
    what: string,
    holds: () => T | Promise<T>,
  ): Promise<Exclude<T, false | null | undefined>> {
    const deadline = Date.now() + patience
    awaited = what
    for (;;) {
      const next = new Promise<void>((wake) => waiting.push(wake))
      const found = await holds()
      if (found !== false && found !== null && found !== undefined)
        return found as Exclude<T, false | null | undefined>
      if (Date.now() > deadline)
        throw new Error(`Waited ${patience / 1000} s in vain: ${what}.\n${picture()}`)
      // Files and processes tell nobody of their changes: they are looked at again.
      const again = new AbortController()
      await Promise.race([next, pause(50, undefined, { signal: again.signal })])
      again.abort()
    }
  }

  /** How things stand, for the message of a wait that failed. */
  function picture(): string {
    const sessions = [...feed.fleet.all()].map(
      ({ id, state: its, reason, live }) => `${id} ${its} (${reason}) pid ${live?.pid ?? '-'}`,
    )
    return [...sessions, ...feed.runnerStates.slice(-5), ...lines.slice(-5)].join('\n')
  }

  /**
   * Starts a server and follows its feed. `dieAt`: see `test/programs/dies-at.mjs`; `hooks`: other programs
   * of that folder to load before it, with what they read from its environment.
   */
  async function start({ dieAt, hooks = {}, env = {} }: StartOptions = {}): Promise<Server> {
    const loaded = [...Object.keys(hooks), ...(dieAt ? ['dies-at'] : [])]
    const imports = loaded.flatMap((name) => ['--import', resolve(`test/programs/${name}.mjs`)])
    const its: Record<string, string> = Object.assign({}, env, ...Object.values(hooks))
    const { child, exited } = begin(
      [...imports, from.main, 'serve', '--port', '0', '--no-open'],
      dieAt ? { ...its, FAULT_AT: dieAt } : its,
    )
    let printed = ''
    const { promise: said, resolve: listens } = Promise.withResolvers<void>()
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString()
      if (printed.includes('\n')) listens()
    })
    child.stderr.on('data', (chunk: Buffer) => lines.push(chunk.toString().trim()))
    await Promise.race([said, exited])
    // One that is to die may do so before anybody heard of it.
    if (dieAt && (child.exitCode ?? child.signalCode) !== null) {
      const gone = { pid: child.pid ?? 0, url: '', token: '', exited, printed: () => printed }
      return (server = gone)
    }
    const about: unknown = JSON.parse(readFileSync(join(data, 'server.json'), 'utf8'))
    const { url } = about as { url: string }
    const token = readFileSync(join(data, 'token'), 'utf8').trim()
    const started = { pid: child.pid ?? 0, url, token, exited, printed: () => printed }
    server = started
    const followed = feed.follow(url, token)
    await (dieAt ? followed.catch(() => undefined) : followed)
    return started
  }

  /** Ends the server and waits until it is gone. A signal to the group, as of a terminal's Ctrl-C. */
  async function kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<number | NodeJS.Signals> {
    if (!server) throw new Error('no server was started')
    const { pid, exited } = server
    process.kill(signal === 'SIGINT' ? -pid : pid, signal)
    return exited
  }

  /** Asks the server; null when it is gone before it answered. */
  function ask(method: string, path: string, body?: unknown): Promise<Answer | null> {
    return server === null || server.url === ''
      ? Promise.resolve(null)
      : answerOf(server, method, path, body)
  }

  /** Asks a server that is there, and expects that it does what it was asked. */
  async function does(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await ask(method, path, body)
    if (!answer || answer.status >= 300)
      throw new Error(`${method} ${path}: ${answer?.status} ${JSON.stringify(answer?.body)}`)
    return answer.body
  }

  const sessions = worldSessions({ project, feed, ask, does, until })

  /** Runs the command line to its end. */
  async function cli(...args: string[]) {
    const { child, exited } = begin([from.main, ...args])
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
    return { code: await exited, stdout, stderr }
  }

  /** Every process of this world that lives; what nobody gave another HOME. */
  async function processes(): Promise<number[]> {
    return (await marked('HOME', home)).map(({ pid }) => pid)
  }

  function runner(name = 'local'): number {
    const file = JSON.parse(readFileSync(join(data, 'runners', name, 'runner.json'), 'utf8')) as {
      pid: number
    }
    return file.pid
  }

  async function end() {
    feed.close()
    await reap('HOME', home)
    const left = await processes()
    if (left.length > 0) throw new Error(`processes are left: ${left.join(', ')}`)
    for (const { exited } of children) await exited
    rmSync(root, { recursive: true, force: true, maxRetries: 5 })
  }
  ;(options.atEnd ?? onTestFinished)(end)
  if (!options.atEnd)
    onTestFailed(() => void process.stderr.write(`Awaited last: ${awaited}.\n${picture()}\n`))

  return {
    root,
    home,
    data,
    state: join(state, 'signalbox-demo'),
    project,
    feed,
    /** The package that servers are started from now on. */
    use: (other: Package) => void (from = other),
    server: () => server,
    start,
    kill,
    ask,
    does,
    ...sessions,
    until,
    cli,
    /** Runs the command line at a terminal. */
    terminal(...args: string[]): Terminal {
      const { child, exited } = begin(terminalArgs([from.node, from.main, ...args]), {}, 'script')
      return terminal(child, exited)
    },
    processes,
    runner,
    end,
    status: async () => (await does('GET', '/status')) as StatusJson,
    /** Waits until the server that was started last has ended. */
    async gone(what: string) {
      let over = false
      void server?.exited.then(() => (over = true)).then(changed)
      await until(what, () => over)
    },
    /** Ends everything as a person does, and says what is left of it. */
    async down(): Promise<number[]> {
      feed.close()
      const { code, stderr } = await cli('down')
      if (code !== 0) throw new Error(`down ended with ${code}: ${stderr}`)
      return processes()
    },
  }
}

/** The seed of a test: `FAULT_SEED`, or one that is printed and can be given there again. */
export function seedOf(test: string): string {
  const seed = process.env.FAULT_SEED ?? String(Date.now() % 1_000_000)
  process.stdout.write(`${test}: FAULT_SEED=${seed}\n`)
  return seed
}
