import { spawn } from 'node:child_process'
import { closeSync, openSync, readdirSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { agentShelf } from './app/agent-shelf.ts'
import { heapFlags } from './app/heap.ts'
import { serve } from './app/serve.ts'
import { cli } from './cli/cli.ts'
import { folderPaths, makeFolder } from './config/folder.ts'
import { demoFleet } from './demo/fleet.ts'
import { writeDemoProjects } from './demo/projects.ts'
import { readRunnerFile } from './link/runner-file.ts'
import { putAside } from './log/logger.ts'
import { alive } from './process/reap.ts'
import { sqliteStore } from './store/sqlite/open.ts'
import { StoreUnusable } from './store/unusable.ts'

declare const SIGNALBOX_VERSION: string | undefined

const version = typeof SIGNALBOX_VERSION === 'string' ? SIGNALBOX_VERSION : '0.0.0'

/** In ms. */
const leaveAfter = 250

/** What servers say before their own log is open is put aside beyond this, in bytes. */
const longestStartLog = 1024 * 1024

/** The plug board: hands the command line everything it needs of the world. Resolves with the exit code. */
export function app(): Promise<number> {
  const { env, argv, stdin, stdout, stderr, platform, execPath } = process
  const dist = import.meta.dirname
  const home = homedir()
  return cli({
    argv: argv.slice(2),
    env,
    cwd: process.cwd(),
    stdin,
    stdout,
    stderr,
    now: Date.now,
    platform,
    version,
    nodeVersion: process.versions.node,
    home,
    serve: ({ data, port, host, setAside }) =>
      serve({
        data,
        host: host ?? '127.0.0.1',
        port: port ?? 4747,
        setAside,
        version,
        dist,
        node: execPath,
        env,
        home,
        anyPort: env.SIGNALBOX_BACKGROUND === '1',
        launcherPaths: [dirname(execPath)].filter((folder) => folder.includes('node_modules')),
        // The last words are printed by then. Where nothing holds the process it ends before this does.
        leave: () => void setTimeout(() => process.exit(), leaveAfter).unref(),
      }),
    startServer(data) {
      const { logs } = makeFolder(data)
      const file = join(logs, 'start.log')
      if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > longestStartLog)
        putAside(file, 3)
      const log = openSync(file, 'a', 0o600)
      const main = join(dist, 'main.js')
      const child = spawn(execPath, [...heapFlags, main, 'serve', '--data', data, '--no-open'], {
        detached: true,
        // Its stdout holds the address with the token: that is for a person's terminal only.
        stdio: ['ignore', 'ignore', log],
        // Without the marks of the agent that may have started us: its end must not end the server.
        env: { ...without(env, ['SIGNALBOX_RUNNER', 'SIGNALBOX_RUN']), SIGNALBOX_BACKGROUND: '1' },
        windowsHide: true,
      })
      closeSync(log)
      const exited = new Promise<number | null>((resolve) => {
        child.once('error', () => resolve(null))
        child.once('exit', (code) => resolve(code))
      })
      child.unref()
      return { pid: child.pid ?? null, exited }
    },
    openBrowser(url) {
      const [program, ...args] = browserCommand(platform, url)
      const child = spawn(program, args, { detached: true, stdio: 'ignore' })
      // No browser there: the address was printed.
      child.once('error', () => undefined)
      child.unref()
    },
    entrance: (url, token) => `${url}/login?token=${token}`,
    alive: (pid) => {
      try {
        return process.kill(pid, 0)
      } catch (error) {
        return error instanceof Error && 'code' in error && error.code === 'EPERM'
      }
    },
    runners: (data) => Promise.resolve(livingRunners(data)),
    checkDatabase: (data) => Promise.resolve(databaseTrouble(data)),
    onInterrupt(listener) {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, listener)
      return () => {
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, listener)
      }
    },
    agents: agentShelf({ env, node: execPath, dist }),
    demo: {
      agent: 'demo',
      prompts: demoFleet,
      load: (rate, events) => `/play flood rate=${rate} events=${events}`,
      writeProjects: (folder) => {
        writeDemoProjects(folder)
        return Promise.resolve()
      },
    },
  })
}

function without(env: NodeJS.ProcessEnv, names: string[]): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !names.includes(name)))
}

function browserCommand(platform: NodeJS.Platform, url: string): [string, ...string[]] {
  if (platform === 'darwin') return ['open', url]
  return platform === 'win32' ? ['cmd', '/c', 'start', '', url] : ['xdg-open', url]
}

function livingRunners(data: string): { name: string; pid: number }[] {
  const { runners } = folderPaths(data)
  let names: string[]
  try {
    names = readdirSync(runners)
  } catch {
    // No folder: nothing ever ran there.
    return []
  }
  return names.flatMap((name) => {
    const file = readRunnerFile(join(runners, name, 'runner.json'))
    if (typeof file !== 'object' || file.started === null) return []
    return alive(file.pid, file.started) ? [{ name, pid: file.pid }] : []
  })
}

function databaseTrouble(data: string): string | null {
  try {
    sqliteStore(folderPaths(data).database, { readOnly: true }).close()
    return null
  } catch (error) {
    if (error instanceof StoreUnusable) return error.message
    throw error
  }
}
