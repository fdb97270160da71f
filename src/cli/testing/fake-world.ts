import { PassThrough } from 'node:stream'
import { cli } from '../cli.ts'
import type { Output, World } from '../world.ts'
import { begun } from './event-log.ts'

/** A world in memory: what a command wrote, its keys and Ctrl-C at hand. */
export type FakeWorld = {
  world: World
  out: () => string
  err: () => string
  /** Resolves when standard output (or error) holds a text. */
  shows: (text: string, stream?: 'out' | 'err') => Promise<void>
  key: (keys: string) => void
  interrupt: (signal?: NodeJS.Signals) => void
  /** Carries out a command line. */
  run: (...argv: string[]) => Promise<number>
}

export function fakeWorld(
  data: string,
  given: Partial<World> & { tty?: boolean; columns?: number } = {},
): FakeWorld {
  const { tty = false, columns = 100, ...rest } = given
  const stdout = sink(tty, columns)
  const stderr = sink(tty, columns)
  const stdin = Object.assign(new PassThrough(), { isTTY: tty })
  const interrupts = new Set<(signal?: NodeJS.Signals) => void>()
  let clock = begun
  const world: World = {
    argv: [],
    env: { SIGNALBOX_DATA: data, NO_COLOR: '1' },
    cwd: data,
    stdin,
    stdout: stdout.stream,
    stderr: stderr.stream,
    // Each look at the clock is a second later: no key is too early.
    now: () => (clock += 1000),
    platform: 'linux',
    version: '1.0.0',
    nodeVersion: '24.21.0',
    home: '/home/ann',
    serve: () => Promise.resolve({ refused: 'not here', exitCode: 6 }),
    startServer: () => ({ pid: null, exited: Promise.resolve(1) }),
    openBrowser: () => undefined,
    entrance: (url, token) => `${url}/?token=${token}`,
    alive: () => false,
    runners: () => Promise.resolve([]),
    checkDatabase: () => Promise.resolve(null),
    onInterrupt(listener) {
      interrupts.add(listener)
      return () => interrupts.delete(listener)
    },
    agents: {
      installable: ['claude'],
      find: () => Promise.resolve([]),
      install: () => Promise.resolve({ refused: 'no npm here', why: 'failed' }),
    },
    demo: {
      agent: 'demo',
      prompts: [{ title: 'Fix the login', project: 'shop', prompt: '/play approval' }],
      load: (rate, events) => `/play flood rate=${rate} events=${events}`,
      writeProjects: () => Promise.resolve(),
    },
    ...rest,
  }
  return {
    world,
    out: () => stdout.text(),
    err: () => stderr.text(),
    shows: (text, stream = 'out') => (stream === 'out' ? stdout : stderr).shows(text),
    key: (keys) => void stdin.write(keys),
    interrupt(signal = 'SIGINT') {
      for (const listener of interrupts) listener(signal)
    },
    run: (...argv) => cli({ ...world, argv }),
  }
}

function sink(isTTY: boolean, columns: number) {
  let text = ''
  const waiting = new Set<() => void>()
  const stream = Object.assign(new PassThrough(), { isTTY, columns }) satisfies Output
  stream.on('data', (piece: Buffer) => {
    text += piece.toString()
    for (const look of waiting) look()
  })
  return {
    stream,
    text: () => text,
    shows: (wanted: string) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (!text.includes(wanted)) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      }),
  }
}
