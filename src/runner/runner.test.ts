import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { promptOrder, runnerWorld, startOrder, settledOf } from '../../test/runner-world.ts'

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
  await vi.waitFor(() => {
    const lines = readFileSync(file, 'utf8')
      .split('\n')
      .map((line) => line.replace(/^\d{13} /, ''))
    expect(lines).toEqual(['out {"a":1}', 'in half a li', ''])
  })
})
