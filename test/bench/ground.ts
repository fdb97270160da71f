import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { heapFlags } from '../../src/app/heap.ts'
import { reap } from '../../src/process/reap.ts'
import { answerOf } from '../faults/answer.ts'
import { built } from '../faults/package.ts'
import { client, type Client } from './client.ts'

/** A started program that answers over HTTP. `firstMs`: from its start to its first answer with 200. */
export type Running = { pid: number; url: string; firstMs: number; end(): Promise<void> }

/** A folder of its own, the floor and the built programs in it. */
export type Ground = {
  root: string
  data: string
  floor(): Promise<Running>
  /** `hook`: a module to load before it, as `--import` does. */
  ours(hook?: string): Promise<Ours>
  /** Ends all that runs in it, and removes it. */
  end(): Promise<void>
}

export type Ours = Running & {
  token: string
  runner(): number
  does(method: string, path: string, body?: unknown): Promise<unknown>
  /** A session of the load maker, at rest after a first short turn. */
  session(agent?: string, prompt?: string): Promise<string>
  follow(session: string): Promise<Client>
}

export function ground(): Ground {
  const root = mkdtempSync(join(tmpdir(), 'signalbox-bench-'))
  for (const name of ['home', 'run', 'state', 'project'])
    mkdirSync(join(root, name), { mode: 0o700 })
  const data = join(root, 'data')
  mkdirSync(data, { mode: 0o700 })
  const command = [built.node, resolve('test/bench/load.mjs')]
  writeFileSync(join(data, 'config.json'), JSON.stringify({ agents: { load: { command } } }))
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: join(root, 'home'),
    XDG_RUNTIME_DIR: join(root, 'run'),
    XDG_STATE_HOME: join(root, 'state'),
    SIGNALBOX_DATA: data,
    BENCH_LOOP: join(root, 'loop.json'),
  }

  async function start(args: string[], port: number, path: string, token: () => string) {
    const begun = performance.now()
    const child = spawn(built.node, args, {
      env,
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    const url = `http://127.0.0.1:${port}`
    while (!(await answers(url, path, token))) {
      if (child.exitCode !== null) throw new Error(`${args[0]} ended with ${child.exitCode}`)
      await pause(1)
    }
    const firstMs = performance.now() - begun
    return { pid: child.pid ?? 0, url, firstMs, end: () => ended(child) }
  }

  const token = () => readFileSync(join(data, 'token'), 'utf8').trim()
  return {
    root,
    data,
    async floor() {
      const port = await freePort()
      const file = join(root, 'floor.sqlite')
      return start([resolve('test/bench/floor.mjs'), String(port), file], port, '/', () => '')
    },
    async ours(hook) {
      const port = await freePort()
      const hooks = hook === undefined ? [] : ['--import', resolve(hook)]
      const args = [
        ...heapFlags,
        ...hooks,
        built.main,
        'serve',
        '--port',
        String(port),
        '--no-open',
      ]
      const running = await start(args, port, '/api/sessions', token)
      const { url } = running
      const server = { url, token: token() }

      async function does(method: string, path: string, body?: unknown): Promise<unknown> {
        const answer = await answerOf(server, method, path, body)
        if (!answer || answer.status >= 300)
          throw new Error(`${method} ${path}: ${answer?.status} ${JSON.stringify(answer?.body)}`)
        return answer.body
      }

      return {
        ...running,
        token: server.token,
        runner: () =>
          (
            JSON.parse(readFileSync(join(data, 'runners/local/runner.json'), 'utf8')) as {
              pid: number
            }
          ).pid,
        does,
        async session(agent = 'load', prompt = 'whole 10 0') {
          const cwd = join(root, 'project')
          const body = { prompt, agent, cwd }
          const made = (await does('POST', '/sessions', body)) as { session: { id: string } }
          const { id } = made.session
          await atRest(does, id)
          return id
        },
        async follow(session) {
          const socket = await client(`${url.replace('http', 'ws')}/api/feed`, server.token)
          socket.say(JSON.stringify({ type: 'subscribe', to: 'session', session }))
          return socket
        },
      }
    },
    async end() {
      await reap('HOME', env.HOME)
      rmSync(root, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** Waits until a session's turn is over. */
export async function atRest(does: Ours['does'], id: string): Promise<void> {
  for (;;) {
    const { session } = (await does('GET', `/sessions/${id}`)) as { session: { state: string } }
    if (session.state === 'idle') return
    if (['failed', 'crashed', 'stopped', 'done'].includes(session.state))
      throw new Error(`session ${id} is ${session.state}`)
    await pause(20)
  }
}

async function answers(url: string, path: string, token: () => string): Promise<boolean> {
  try {
    const response = await fetch(`${url}${path}`, {
      headers: { authorization: `Bearer ${token()}` },
    })
    await response.arrayBuffer()
    return response.status === 200
  } catch {
    // Nobody listens yet, or the token is not written yet.
    return false
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  await exited
}
