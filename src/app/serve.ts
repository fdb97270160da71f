import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readConfig } from '../config/config.ts'
import { agentEnvironment } from '../config/environment.ts'
import { makeFolder, type FolderPaths } from '../config/folder.ts'
import { projectOf } from '../config/project.ts'
import { secretsOf } from '../config/secrets.ts'
import { readToken } from '../config/token.ts'
import { projectOfSession } from '../core/project.ts'
import { dispatcher } from '../dispatcher/dispatch.ts'
import { socketDoor } from '../link/door.ts'
import type { RunnerDoor } from '../link/link.ts'
import { socketPath } from '../link/socket-path.ts'
import { logger, type Log } from '../log/logger.ts'
import { lockFile } from '../process/lock.ts'
import { PortTaken } from '../server/port-taken.ts'
import { projectBook } from '../server/projects.ts'
import { startServer } from '../server/server.ts'
import { webApp } from '../server/static.ts'
import { setAside } from '../store/set-aside.ts'
import { sqliteStore } from '../store/sqlite/open.ts'
import { StoreUnusable } from '../store/unusable.ts'
import type { Telemetry } from '../telemetry/telemetry.ts'
import { repositoryAt } from '../workspace/repository.ts'
import { agents } from './agents.ts'
import { launchRunner } from './launch-runner.ts'
import { demoOf } from './demo.ts'
import { telemetryOf } from './telemetry.ts'
import { runtime, type Runtime } from './runtime.ts'

type Environment = Readonly<Record<string, string | undefined>>

export type ServeParts = {
  data: string
  host: string
  port: number
  setAside: boolean
  /** Another port will do where this one is taken: who looks for the server reads its `server.json`. */
  anyPort: boolean
  version: string
  /** Where the built programs lie, and the Node that runs them. */
  dist: string
  node: string
  env: Environment
  home: string
  launcherPaths: string[]
  /** Is called when all is let go of but something may still hold the process. */
  leave?: () => void
}

/** A server that runs, or one line that says why it cannot. `stopped` resolves when it let go of everything. */
export type Served =
  | { url: string; stop: () => Promise<void>; stopped: Promise<void> }
  | { refused: string; exitCode: number }

const stopWithin = 5_000
const endWithin = 15_000
const sendWithin = 1_000

/** Opens a data folder and serves it. Nothing is left open when it is refused. */
export async function serve(parts: ServeParts): Promise<Served> {
  const paths = makeFolder(parts.data)
  const lock = lockFile(paths.lock)
  if (lock === null) return { refused: heldBy(paths), exitCode: 6 }
  try {
    return await open(parts, paths, () => lock.release())
  } catch (error) {
    lock.release()
    if (error instanceof StoreUnusable)
      return {
        refused: `${error.message}${error.reason === 'corrupt' ? ' (signalbox serve --set-aside moves it away and starts fresh.)' : ''}`,
        exitCode: 6,
      }
    if (error instanceof Error && 'exitCode' in error && typeof error.exitCode === 'number')
      return { refused: error.message, exitCode: error.exitCode }
    throw error
  }
}

async function open(parts: ServeParts, paths: FolderPaths, release: () => void): Promise<Served> {
  const { env, version } = parts
  const now = Date.now
  const later = (ms: number, call: () => void) => {
    const timer = setTimeout(call, ms)
    return () => clearTimeout(timer)
  }
  const newId = () => randomBytes(6).toString('hex')
  const config = readConfig(paths.config)
  const hidden = new Set<string>()
  const log: Log = logger({ file: join(paths.logs, 'server.log'), now, hidden })
  const token = readToken(paths.token, (message) => log('warn', message))
  hidden.add(token)
  for (const secret of secretsOf(
    env,
    Object.values(config.agents).flatMap((agent) => agent.env),
  ))
    hidden.add(secret)
  if (parts.setAside) {
    const moved = setAside(paths.database, now())
    if (moved !== null) log('warn', 'the database was set aside', { moved })
  }
  const store = sqliteStore(paths.database)
  const programs = runtime(paths.runtime, parts.dist, parts.node)
  const its = agents({
    config,
    data: parts.data,
    demoCommand: [programs.node, programs.demoAgent],
    serverEnv: env,
    launcherPaths: parts.launcherPaths,
  })
  const doors = new Map(
    config.runners.map((name) => [name, doorOf(name, parts, paths, programs, config.wire)]),
  )
  let measuring: Telemetry | null = null
  const dispatch = dispatcher({
    store,
    doors,
    version,
    now,
    newId,
    random: Math.random,
    later,
    launch(agent, given, session) {
      const names = session ? (projectOfSession(store.projects(), session)?.env ?? []) : []
      const secrets = [...Object.values(given), ...names.map((name) => env[name] ?? '')]
      for (const value of secrets) hidden.add(value)
      return its.launch(agent, given, names)
    },
    notify: () => undefined,
    emit(name, attributes) {
      log('info', name, attributes)
      measuring?.emit(name, attributes)
    },
    log,
  })
  const projects = projectBook({
    store,
    now,
    newId,
    around: (cwd, known) => projectOf(cwd, parts.home, known),
    identify: repositoryAt,
    log,
  })
  let server: Awaited<ReturnType<typeof startServer>> | null = null
  const over = Promise.withResolvers<void>()
  let stopping: Promise<void> | null = null

  async function letGo() {
    await server?.close()
    await dispatch.stop(stopWithin)
    store.close()
    rmSync(paths.server, { force: true })
    release()
    // Everything is let go of: nobody waits for what a dead receiver does not take.
    if ((await measuring?.close(sendWithin)) === false) parts.leave?.()
    over.resolve()
  }
  const stop = () => (stopping ??= letGo())

  function down() {
    dispatch
      .shutdown(endWithin)
      .then(({ left }) => {
        if (left.length > 0) log('error', 'runners did not end', { left })
        return stop()
      })
      .catch((error: unknown) => log('error', 'the server did not end in order', { error }))
  }

  try {
    const options = {
      dispatcher: dispatch,
      store,
      token,
      version,
      data: paths.data,
      startedAt: now(),
      now,
      newId,
      later,
      agents: (closely = false) => its.list(closely),
      projects,
      isSet: (name: string) => env[name] !== undefined,
      onCrash: config.onCrash,
      log,
      down,
      web: webApp(join(parts.dist, 'web')),
      demo: demoOf,
      host: parts.host,
      port: parts.port,
    }
    server = await startServer(options).catch((error: unknown) => {
      if (parts.anyPort && error instanceof PortTaken) return startServer({ ...options, port: 0 })
      throw error
    })
    measuring = await telemetryOf({ ...parts, dispatch, store, now, log, hidden })
    await dispatch.start()
  } catch (error) {
    await server?.close()
    await dispatch.stop(stopWithin)
    store.close()
    throw error
  }
  const { url } = server
  const about = { pid: process.pid, url, version, startedAt: new Date(now()).toISOString() }
  writeFileSync(paths.server, `${JSON.stringify(about)}\n`, { mode: 0o600 })
  chmodSync(paths.server, 0o600)
  log('info', 'the server listens', about)
  return { url, stop, stopped: over.promise }
}

function doorOf(
  name: string,
  { env, launcherPaths }: ServeParts,
  paths: FolderPaths,
  programs: Runtime,
  wire: { maxMb: number; maxDays: number },
): RunnerDoor {
  const folder = join(paths.runners, name)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const socket = socketPath(paths.data, name, env)
  return socketDoor({
    path: socket,
    runnerFile: join(folder, 'runner.json'),
    launch: () =>
      launchRunner({
        node: programs.node,
        program: programs.runner,
        folder,
        name,
        socket,
        env: agentEnvironment({ serverEnv: env, providerNames: [], given: {}, launcherPaths }),
        wire,
      }),
  })
}

function heldBy(paths: FolderPaths): string {
  let who = 'another process'
  try {
    const about: unknown = JSON.parse(readFileSync(paths.server, 'utf8'))
    if (typeof about === 'object' && about !== null && 'pid' in about && 'url' in about)
      who = `process ${String(about.pid)} (${String(about.url)})`
  } catch {
    // It did not come to writing who it is.
  }
  return `the data folder ${paths.data} is held by ${who}, which does not answer; end it, or choose another folder with --data`
}
