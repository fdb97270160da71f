import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, onTestFailed, onTestFinished, test } from 'vitest'
import { socketDoor } from '../src/link/door.ts'
import type { ServerEnd } from '../src/link/link.ts'
import { marked, reap } from '../src/process/reap.ts'
import { fakeServer, type FakeServer, promptOrder, startOrder } from './runner-world.ts'

const agentProgram = join(import.meta.dirname, 'programs/line-agent.mjs')
let built = ''

beforeAll(async () => {
  built = mkdtempSync(join(tmpdir(), 'signalbox-built-'))
  await build({
    entryPoints: [join(import.meta.dirname, 'programs/line-runner.ts')],
    outfile: join(built, 'runner.mjs'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
  })
})

afterAll(() => rmSync(built, { recursive: true, force: true }))

type Started = { child: ChildProcess; output: () => string; exited: Promise<number | null> }

function place() {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-process-'))
  const socket = join(folder, 's.sock')
  const own = join(folder, 'runner')
  const bundle = join(built, 'runner.mjs')
  const running: ChildProcess[] = []
  const servers: FakeServer[] = []
  const outputs: (() => string)[] = []

  function start(program = bundle, ...more: string[]): Started {
    const args = [program, '--folder', own, '--name', 'local', '--socket', socket, ...more]
    const child = spawn(process.execPath, args, {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    running.push(child)
    let text = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (text += chunk.toString()))
    outputs.push(() => text)
    const exited = new Promise<number | null>((resolve) => child.once('close', resolve))
    return { child, output: () => text, exited }
  }

  onTestFailed(() => {
    const told = servers.flatMap(({ reports }) => reports.slice(-20))
    process.stderr.write(
      `${outputs.map((output) => output()).join('\n')}\n${JSON.stringify(told)}\n`,
    )
  })
  onTestFinished(async () => {
    for (const child of running) child.kill('SIGKILL')
    if (existsSync(join(own, 'journal/id'))) await reap('SIGNALBOX_RUNNER', journalId())
    rmSync(folder, { recursive: true, force: true })
  })

  function journalId(): string {
    return readFileSync(join(own, 'journal/id'), 'utf8').trim()
  }

  const door = socketDoor({
    path: socket,
    runnerFile: join(own, 'runner.json'),
    launch: () => Promise.resolve(void start()),
  })

  async function connect(after = 0): Promise<FakeServer> {
    const server = fakeServer(await reach(() => door.connect()))
    servers.push(server)
    await server.until(() => server.hellos.length > 0)
    server.welcome(after)
    return server
  }

  return { folder, own, socket, start, connect, door, journalId }
}

/** A process that was just started is not there yet: tried again until it is. */
async function reach(connect: () => Promise<ServerEnd>): Promise<ServerEnd> {
  for (;;) {
    try {
      return await connect()
    } catch {
      await wait(20)
    }
  }
}

/** Whoever reaps a run reaps all that bears its name: another copy of these tests has names of its own. */
const runOf = (session: string) => `run-${session}-${process.pid}`

const start = (session: string) => ({
  ...startOrder(session, { cwd: tmpdir(), run: runOf(session) }),
  launch: {
    provider: 'line',
    command: [process.execPath, agentProgram],
    env: { PATH: process.env.PATH ?? '' },
  },
})

const prompt = (session: string, id: string, text: string) => {
  const sent = promptOrder(session, id)
  return { ...sent, order: { ...sent.order, run: runOf(session), text } }
}

const told = (server: FakeServer, text: string) =>
  server.report((report) => report.type === 'log' && report.text === text)

const exits = (server: FakeServer) =>
  server.reports.flatMap(({ session, report }) =>
    report.type === 'agent.exited' ? [[session, report.exit.cause]] : [],
  )

test('agents outlive the server, and the program’s own file', async () => {
  const { folder, start: launch, connect, door } = place()
  // Loaded from a place that is taken away, as a package that is installed anew under it.
  const gone = join(folder, 'package')
  mkdirSync(gone)
  const program = join(gone, 'runner.mjs')
  copyFileSync(join(built, 'runner.mjs'), program)
  launch(program)
  const first = await connect()
  rmSync(gone, { recursive: true })
  first.order(start('a'), prompt('a', 'one', 'first'))
  await told(first, 'did first')
  first.link.close()
  expect(await door.probe()).toBe('alive')
  const second = await connect(first.reports.length)
  expect(second.hellos[0]?.live).toEqual([{ session: 'a', run: runOf('a') }])
  second.order(prompt('a', 'two', 'second'), start('b'))
  await told(second, 'did second')
  expect(second.reports[0]?.seq).toBe(first.reports.length + 1)
})

test('a killed runner’s processes are ended by the next one, down to a grandchild that forks on in its own session', async () => {
  const { start: launch, connect, door, journalId } = place()
  const killed = launch()
  const first = await connect()
  first.order(start('a'), prompt('a', 'one', 'leave'), start('b'))
  await told(first, 'did leave')
  await first.report((report) => report.type === 'command.settled' && report.command === 'start-b')
  first.link.close()
  killed.child.kill('SIGKILL')
  await killed.exited
  expect(await door.probe()).toBe('dead')
  expect((await marked('SIGNALBOX_RUN', runOf('a'))).length).toBeGreaterThan(0)
  launch()
  const second = await connect(first.reports.length)
  expect(await marked('SIGNALBOX_RUNNER', journalId())).toEqual([])
  await second.until(() => exits(second).length === 2)
  expect(exits(second)).toEqual([
    ['a', 'runner-gone'],
    ['b', 'runner-gone'],
  ])
  expect(second.hellos[0]?.instance).not.toBe(first.hellos[0]?.instance)
  second.order(start('a'))
  second.order({ ...start('c'), id: 'fresh' })
  await second.report((report) => report.type === 'command.settled' && report.command === 'fresh')
  expect(second.hellos[0]?.live).toEqual([])
})

test('an agent that dies alone ends its session alone, and what it left is reaped', async () => {
  const { start: launch, connect } = place()
  launch()
  const server = await connect()
  server.order(start('a'), start('b'), prompt('a', 'one', 'leave'))
  await told(server, 'did leave')
  const { report } = await server.report(
    (one, { session }) => one.type === 'agent.started' && session === 'a',
  )
  if (report.type === 'agent.started') process.kill(report.pid, 'SIGKILL')
  await server.report((one) => one.type === 'agent.exited')
  expect(exits(server)).toEqual([['a', 'signalled']])
  expect(await marked('SIGNALBOX_RUN', runOf('a'))).toEqual([])
  server.order(prompt('b', 'two', 'go on'))
  await told(server, 'did go on')
})

test('shutdown leaves no process and a file for nobody', async () => {
  const { start: launch, connect, door, own, journalId } = place()
  const runner = launch()
  const server = await connect()
  server.order(start('a'), prompt('a', 'one', 'leave'), start('b'))
  await told(server, 'did leave')
  server.link.send({ type: 'shutdown' })
  expect(await runner.exited).toBe(0)
  await server.until(() => server.gone)
  expect(Object.fromEntries(exits(server))).toEqual({ a: 'stopped', b: 'stopped' })
  expect(await marked('SIGNALBOX_RUNNER', journalId())).toEqual([])
  expect(existsSync(join(own, 'runner.json'))).toBe(false)
  expect(await door.probe()).toBe('dead')
})

test('SIGTERM ends it in order, SIGINT does not', async () => {
  const { start: launch, connect, own } = place()
  const runner = launch()
  const server = await connect()
  server.order(start('a'))
  await server.report((report) => report.type === 'agent.started')
  runner.child.kill('SIGINT')
  server.order(prompt('a', 'one', 'still there'))
  await told(server, 'did still there')
  expect(readFileSync(join(own, 'runner.log'), 'utf8')).toContain('SIGINT was ignored')
  runner.child.kill('SIGTERM')
  expect(await runner.exited).toBe(0)
  await server.until(() => server.gone)
  launch()
  const again = await connect(0)
  await again.report((report) => report.type === 'agent.exited')
  expect(exits(again)).toEqual([['a', 'stopped']])
})

test('a second runner for the same folder leaves at once and says who is there', async () => {
  const { start: launch, connect } = place()
  const first = launch()
  const server = await connect()
  const second = launch()
  expect(await second.exited).toBe(0)
  expect(second.output()).toContain(`process ${first.child.pid}`)
  server.order(start('a'))
  await server.report((report) => report.type === 'agent.started')
})

test('with no server and nothing to do it leaves, its agents with it', async () => {
  const { start: launch, connect, journalId } = place()
  const runner = launch(undefined, '--idle-exit-ms', '100')
  const server = await connect()
  server.order(start('a'), prompt('a', 'one', 'one'))
  await server.report((report) => report.type === 'turn.ended')
  server.link.close()
  expect(await runner.exited).toBe(0)
  expect(await marked('SIGNALBOX_RUNNER', journalId())).toEqual([])
})

test('killed at any moment, what the server was told is what the next runner tells', async () => {
  const { start: launch, connect } = place()
  let runner = launch()
  const first = await connect()
  first.order(start('a'), prompt('a', 'one', 'flood'))
  await first.until(() => first.reports.length > 700)
  runner.child.kill('SIGKILL')
  await runner.exited
  await first.until(() => first.gone)
  runner = launch()
  const second = await connect(0)
  await second.report((report) => report.type === 'agent.exited')
  const before = second.reports.slice(0, first.reports.length)
  expect(before.map(({ seq }) => seq)).toEqual(before.map((_, index) => index + 1))
  expect(before).toEqual(first.reports)
})

test('wrong arguments are answered with the usage', async () => {
  const child = spawn(process.execPath, [join(built, 'runner.mjs'), '--folder', '/tmp'])
  let text = ''
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()))
  expect(await once(child, 'close')).toEqual([2, null])
  expect(text).toMatch(/^Usage: runner --folder DIR/)
})

test('a socket that cannot be made is one clear line', async () => {
  const { folder, own } = place()
  const socket = join(folder, 'no/such/folder/s.sock')
  const args = ['--folder', own, '--name', 'local', '--socket', socket]
  const child = spawn(process.execPath, [join(built, 'runner.mjs'), ...args])
  let text = ''
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()))
  expect(await once(child, 'close')).toEqual([1, null])
  expect(text).toMatch(/^The runner could not begin: .*no\/such\/folder.*\n$/)
})
