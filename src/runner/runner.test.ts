import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { fakeServer, promptOrder, runnerWorld, startOrder } from '../../test/runner-world.ts'
import type { Report } from '../core/report.ts'
import { defaults } from './settings.ts'

const ask = (id: string, changes: object = {}): Report => ({
  type: 'ask.opened',
  ask: { id, kind: 'approval', title: 'may it', tool: 'edit', ...changes },
})
const settledOf = (id: string) => (report: Report) =>
  report.type === 'command.settled' && report.command === id

test('it says hello with what it is, and tells an agent’s life in gapless order', async () => {
  const world = runnerWorld()
  await world.start()
  const server = await world.connect()
  expect(server.hellos[0]).toMatchObject({
    runner: 'local',
    version: '1.2.3',
    pid: process.pid,
    protocol: { oldest: 1, current: 1 },
    journal: { first: 1, last: 0 },
    live: [],
  })
  server.order(startOrder('a'), promptOrder('a', 'one'))
  await server.report(settledOf('one'))
  const [agent] = world.provider.agents
  expect(agent?.asked).toEqual([['prompt', 't-one', 'p-one', 'do one']])
  await agent?.tell(
    { type: 'log', text: 'busy' },
    { child: 'c', report: { type: 'log', text: 'x' } },
  )
  agent?.die()
  await server.report((report) => report.type === 'agent.exited')
  expect(
    server.reports.map(({ seq, session, child, report }) => [seq, session, child, report.type]),
  ).toEqual([
    [1, 'a', undefined, 'agent.started'],
    [2, 'a', undefined, 'command.settled'],
    [3, 'a', undefined, 'command.settled'],
    [4, 'a', undefined, 'log'],
    [5, 'a', 'c', 'log'],
    [6, 'a', undefined, 'agent.exited'],
  ])
})

test('an agent gets the environment of its order and the marks of runner and run, nothing else', async () => {
  const world = runnerWorld()
  const made = await world.start()
  const server = await world.connect()
  server.order(startOrder('a', { model: 'm', resume: 'token', permission: 'plan' }))
  await server.report(settledOf('start-a'))
  expect(world.provider.agents[0]?.options).toMatchObject({
    run: 'run-a',
    spec: { name: 'fake', provider: 'fake', command: ['fake'] },
    cwd: '/',
    env: { HOME: '/home', SIGNALBOX_RUNNER: made.id, SIGNALBOX_RUN: 'run-a' },
    model: 'm',
    resume: 'token',
    permission: 'plan',
  })
})

test('orders that cannot be carried out are settled with a code', async () => {
  const world = runnerWorld()
  await world.start()
  const server = await world.connect()
  const start = startOrder('a')
  const { launch: _, ...bare } = startOrder('e')
  server.order(
    promptOrder('a', 'early'),
    start,
    { ...start, id: 'again' },
    { ...startOrder('b'), launch: { provider: 'nobody', command: [], env: {} } },
    startOrder('c', { cwd: '/no/such/folder' }),
    bare,
    { id: 'other-run', order: { session: 'a', run: 'old', type: 'interrupt' } },
    {
      id: 'late-answer',
      order: {
        session: 'a',
        run: 'run-a',
        type: 'answer',
        ask: 'gone',
        answer: { choice: 'allow' },
        rule: null,
      },
    },
  )
  await server.report(settledOf('late-answer'))
  const codes = server.reports.flatMap(({ report }) =>
    report.type === 'command.settled' ? [[report.command, report.error?.code]] : [],
  )
  expect(codes).toEqual([
    ['early', 'no-agent'],
    ['start-a', undefined],
    ['again', 'already-running'],
    ['start-b', 'unknown-provider'],
    ['start-c', 'no-folder'],
    ['start-e', 'no-launch'],
    ['other-run', 'no-agent'],
    ['late-answer', 'not-waiting'],
  ])
})

test('every kind of order reaches its agent', async () => {
  const world = runnerWorld()
  await world.start()
  const server = await world.connect()
  const to = { session: 'a', run: 'run-a' }
  server.order(
    startOrder('a'),
    { id: '1', order: { ...to, type: 'steer', prompt: 'p', text: 'left' } },
    { id: '2', order: { ...to, type: 'stop-child', key: 'k' } },
    { id: '3', order: { ...to, type: 'interrupt' } },
    { id: '4', order: { ...to, type: 'stop', cause: 'stopped' } },
    { id: '5', order: { ...to, type: 'interrupt' } },
  )
  const exit = await server.report((report) => report.type === 'agent.exited')
  expect(exit.report).toMatchObject({ run: 'run-a', exit: { cause: 'stopped' } })
  expect(world.provider.agents[0]?.asked).toEqual([
    ['steer', 'p', 'left'],
    ['stopChild', 'k'],
    ['interrupt'],
    ['stop', 'stopped'],
  ])
  expect(world.reaped).toContain('SIGNALBOX_RUN=run-a')
  const late = await server.report(settledOf('5'))
  expect(late.report).toMatchObject({ error: { code: 'no-agent' } })
})

test('an ask that no rule answers stays open; nobody being there answers nothing', async () => {
  const world = runnerWorld()
  await world.start()
  const server = await world.connect()
  server.order(startOrder('a'))
  await server.report(settledOf('start-a'))
  server.link.close()
  const [agent] = world.provider.agents
  await agent?.tell(ask('q'))
  expect(agent?.asked).toEqual([])
  const again = await world.connect(server.reports.length)
  await again.report((report) => report.type === 'ask.opened')
  const answer = { choice: 'deny', reason: 'no' } as const
  again.order({
    id: 'say',
    order: { session: 'a', run: 'run-a', type: 'answer', ask: 'q', answer, rule: null },
  })
  await again.report(settledOf('say'))
  expect(agent?.asked).toEqual([['answer', 'q', answer]])
})

test('what a policy answers is recorded as asked and answered before the agent goes on', async () => {
  const world = runnerWorld()
  await world.start()
  const server = await world.connect()
  server.order(startOrder('a', { permission: 'accept-edits' }))
  await server.report(settledOf('start-a'))
  await world.provider.agents[0]?.tell({ child: 'c', report: ask('q') })
  await server.report((report) => report.type === 'ask.answered')
  expect(server.reports.slice(-2)).toMatchObject([
    { child: 'c', report: { type: 'ask.opened' } },
    {
      child: 'c',
      report: { type: 'ask.answered', id: 'q', by: 'policy', answer: { choice: 'allow' } },
    },
  ])
  expect(world.provider.agents[0]?.asked).toEqual([['answer', 'q', { choice: 'allow' }]])
})

test('a rule answers what is open already, and what comes later', async () => {
  const world = runnerWorld()
  await world.start()
  const server = await world.connect()
  server.order(startOrder('a'))
  await server.report(settledOf('start-a'))
  const [agent] = world.provider.agents
  await agent?.tell(ask('q1'), ask('q2'), ask('other', { tool: 'execute', command: 'rm' }))
  const order = { session: 'a', run: 'run-a', type: 'answer', ask: 'q1' } as const
  const answer = { choice: 'allow', always: true } as const
  server.order({ id: 'say', order: { ...order, answer, rule: { tool: 'edit', command: null } } })
  await server.report(settledOf('say'))
  await agent?.tell(ask('q3'))
  const answered = server.reports.flatMap(({ report }) =>
    report.type === 'ask.answered' ? [[report.id, report.by]] : [],
  )
  expect(answered).toEqual([
    ['q2', 'rule'],
    ['q3', 'rule'],
  ])
  expect(agent?.asked.map(([, id]) => id)).toEqual(['q1', 'q2', 'q3'])
})

test('deltas go to a server that is there, and are told to nobody else later', async () => {
  const world = runnerWorld()
  await world.start()
  const server = await world.connect()
  server.order(startOrder('a'))
  await server.report(settledOf('start-a'))
  const [agent] = world.provider.agents
  const delta = { id: 'i', kind: 'message', offset: 0, text: 'hel' } as const
  await agent?.tell({ type: 'log', text: 'x' }, { delta })
  await server.until(() => server.deltas.length > 0)
  expect(server.deltas).toEqual([{ session: 'a', ...delta }])
  server.link.close()
  await agent?.tell({ delta })
  const again = await world.connect(0)
  await again.report((report) => report.type === 'log')
  expect(again.deltas).toEqual([])
})

test('an exception while one agent is handled ends that agent alone', async () => {
  const world = runnerWorld()
  await world.start()
  const server = await world.connect()
  server.order(startOrder('a'), startOrder('b'))
  await server.report(settledOf('start-b'))
  const [a, b] = world.provider.agents
  a?.fail(new Error('translation broke'))
  const exit = await server.report((report) => report.type === 'agent.exited')
  expect(exit).toMatchObject({
    session: 'a',
    report: { exit: { cause: 'protocol', message: expect.stringContaining('translation broke') } },
  })
  await b?.tell({ type: 'log', text: 'still here' })
  await server.report((report) => report.type === 'log' && report.text === 'still here')
})

test('a fault that nobody caught ends the agent that it happened for', async () => {
  const world = runnerWorld()
  const made = await world.start()
  const server = await world.connect()
  // As in the listener of a stream that the provider made: nothing of ours is on the stack.
  world.provider.onStart = ({ options }) => {
    if (options.run === 'run-a') setImmediate(() => made.caught(new Error('deep inside')))
  }
  server.order(startOrder('a'), startOrder('b'))
  const exit = await server.report((report) => report.type === 'agent.exited')
  expect(exit).toMatchObject({ session: 'a', report: { exit: { cause: 'protocol' } } })
  made.caught(new Error('of nobody'))
  expect(world.log.at(-1)).toContain('of nobody')
  await world.provider.agents[1]?.tell({ type: 'log', text: 'fine' })
})

test('a noisy agent delays a quiet one by a batch, not by all it has to say', async () => {
  const world = runnerWorld()
  await world.start()
  const server = await world.connect()
  server.order(startOrder('noisy'), startOrder('quiet'))
  await server.report(settledOf('start-quiet'))
  const [noisy, quiet] = world.provider.agents
  const last = Array.from({ length: 200 }, (_, index) =>
    noisy?.tell(...Array.from({ length: 20 }, () => ({ type: 'log', text: `n${index}` }) as const)),
  ).at(-1)
  await quiet?.tell({ type: 'log', text: 'quiet' })
  const told = server.reports.length
  expect(told).toBeLessThan(1000)
  await last
})

test('a newer server takes over from an older one, and who only looks disturbs nobody', async () => {
  const world = runnerWorld()
  await world.start()
  const first = await world.connect()
  const looker = fakeServer(world.dial())
  await looker.until(() => looker.hellos.length > 0)
  looker.link.close()
  expect(first.gone).toBe(false)
  const second = await world.connect()
  await first.until(() => first.gone)
  second.order(startOrder('a'))
  await second.report(settledOf('start-a'))
})

test('a server without a common protocol is let go, and agents go on', async () => {
  const world = runnerWorld()
  await world.start()
  const server = await world.connect()
  server.order(startOrder('a'))
  await server.report(settledOf('start-a'))
  server.link.close()
  const stranger = fakeServer(world.dial())
  stranger.link.send({ type: 'unwelcome', reason: 'too old' })
  await stranger.until(() => stranger.gone)
  const future = fakeServer(world.dial())
  future.link.send({ type: 'welcome', protocol: 99, server: 'future', after: 0 })
  await future.until(() => future.gone)
  await world.provider.agents[0]?.tell({ type: 'log', text: 'on and on' })
  const again = await world.connect(2)
  await again.report((report) => report.type === 'log')
  expect(again.hellos[0]?.live).toEqual([{ session: 'a', run: 'run-a' }])
})

test('raw wire is kept by session and run', async () => {
  const world = runnerWorld()
  await world.start()
  const server = await world.connect()
  server.order(startOrder('a'))
  await server.report(settledOf('start-a'))
  const wire = world.provider.agents[0]?.options.onWire
  wire?.('out', '{"a":1}')
  wire?.('in', 'half a li')
  const file = join(world.folder, 'wire/a/run-a.wire')
  const lines = await vi.waitFor(() => readFileSync(file, 'utf8').trim().split('\n'))
  expect(lines.map((line) => line.replace(/^\d{13} /, ''))).toEqual(['out {"a":1}', 'in half a li'])
})

test('shutdown ends all agents, tells so, and waits until that is taken', async () => {
  const world = runnerWorld()
  const made = await world.start()
  const server = await world.connect()
  server.order(startOrder('a'), startOrder('b'))
  await server.report(settledOf('start-b'))
  server.link.send({ type: 'shutdown' })
  await made.ended
  const exits = server.reports.filter(({ report }) => report.type === 'agent.exited')
  expect(exits.map(({ session }) => session)).toEqual(['a', 'b'])
  expect(server.gone).toBe(true)
  expect(existsSync(join(world.folder, 'runner.json'))).toBe(false)
  expect(world.reaped.at(-1)).toBe(`SIGNALBOX_RUNNER=${made.id}`)
})

test('with no server and nothing to do it releases its agents and ends', async () => {
  const world = runnerWorld()
  const made = await world.start({ settings: { idleExitMs: 10, heartbeatMs: 5 } })
  const server = await world.connect()
  server.order(startOrder('a'), promptOrder('a', 'one'))
  await server.report(settledOf('one'))
  server.link.close()
  const [agent] = world.provider.agents
  await agent?.tell({ type: 'turn.ended', turn: 't-one', outcome: 'completed' })
  expect(await made.ended).toMatch(/Nothing ran/)
  expect(agent?.asked.at(-1)).toEqual(['stop', 'released'])
})

test('a second runner for the same folder is refused, by name of the first', async () => {
  const world = runnerWorld()
  const made = await world.start()
  await expect(world.start()).rejects.toThrow(`process ${process.pid}`)
  await made.end({ awaitAck: false })
  await world.start()
})

test('it beats while a server is there', async () => {
  const world = runnerWorld()
  await world.start({ settings: { heartbeatMs: 5 } })
  const server = await world.connect()
  await server.until(() => server.beats.length > 2)
  expect(server.beats[0]).toEqual({ type: 'heartbeat', agents: 0, unsaved: null })
  expect(defaults.heartbeatMs).toBeLessThanOrEqual(2000)
})
