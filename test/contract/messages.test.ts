import { expect, test } from 'vitest'
import { memoryStore } from '../../src/store/memory.ts'
import { accepted, dispatchWorld, readyReport } from '../dispatch-world.ts'

async function started() {
  const world = dispatchWorld()
  await world.it.start()
  await world.settle()
  return world
}

test('contract 5: every turn opens a turn record, shows as running, clears the error before and is told to telemetry', async () => {
  const world = await started()
  const { id, turn } = await world.working()
  world.runner().report(id, {
    type: 'turn.ended',
    turn,
    outcome: 'failed',
    error: { kind: 'overloaded', message: 'the model is overloaded' },
  })
  await world.settle()
  expect(world.session(id)).toMatchObject({ state: 'failed', error: { kind: 'overloaded' } })
  const prompt = { id: 'p2', text: 'again', by: 'person' }
  accepted(world.it.command(id, { type: 'prompt', prompt, now: false }))
  await world.settle()
  const next = world.runner().order('prompt').order
  world.runner().report(id, { type: 'turn.started', turn: next.turn, prompt: next.prompt })
  await world.settle()
  expect(world.session(id)).toMatchObject({
    state: 'running',
    error: null,
    turn: { id: next.turn, prompt: 'p2' },
  })
  const names = world.emitted.map(({ name }) => name)
  expect(names.filter((name) => name === 'agent_started')).toHaveLength(2)
})

test('contract 6: the outcome of a turn comes from its result, the exit and who asked', async () => {
  const world = await started()
  const completed = await world.working()
  world.runner().report(completed.id, {
    type: 'turn.ended',
    turn: completed.turn,
    outcome: 'completed',
  })
  const failed = await world.working()
  world.runner().report(failed.id, {
    type: 'turn.ended',
    turn: failed.turn,
    outcome: 'failed',
    error: { kind: 'other', message: 'no' },
  })
  const killed = await world.working()
  const exit = { code: null, signal: 'SIGKILL', message: 'killed by SIGKILL', stderr: '' }
  world.runner().report(killed.id, {
    type: 'agent.exited',
    run: killed.run,
    exit: { ...exit, cause: 'signalled' },
  })
  const stopped = await world.working()
  accepted(world.it.command(stopped.id, { type: 'stop' }))
  world.runner().report(stopped.id, {
    type: 'agent.exited',
    run: stopped.run,
    exit: { ...exit, cause: 'signalled' },
  })
  const interrupted = await world.working()
  accepted(world.it.command(interrupted.id, { type: 'interrupt' }))
  world.runner().report(interrupted.id, {
    type: 'turn.ended',
    turn: interrupted.turn,
    outcome: 'interrupted',
  })
  await world.settle()
  const seen = (id: string) => [world.session(id).state, world.session(id).lastOutcome]
  expect(seen(completed.id)).toEqual(['idle', 'completed'])
  expect(seen(failed.id)).toEqual(['failed', 'failed'])
  expect(seen(killed.id)).toEqual(['crashed', 'crashed'])
  expect(seen(stopped.id)).toEqual(['stopped', 'stopped'])
  expect(seen(interrupted.id)).toEqual(['idle', 'interrupted'])
  expect(world.notified.map(({ kind }) => kind)).toEqual(['completed', 'failed', 'crashed'])
})

test('contract 7: an error ends the turn as failed, with its message and class, recorded, with one notification', async () => {
  const world = await started()
  const { id, turn } = await world.working()
  world.runner().report(id, {
    type: 'turn.ended',
    turn,
    outcome: 'failed',
    error: { kind: 'auth', message: 'Invalid API key' },
  })
  await world.settle()
  expect(world.session(id)).toMatchObject({
    state: 'failed',
    reason: 'Invalid API key',
    error: { kind: 'auth', message: 'Invalid API key' },
  })
  expect(world.events(id).at(-1)).toMatchObject({ type: 'turn.ended', error: { kind: 'auth' } })
  expect(world.notified).toMatchObject([{ kind: 'failed', text: 'Invalid API key' }])
})

test('contract 7: what waits behind a turn that failed is held until the person acts', async () => {
  const world = dispatchWorld()
  await world.it.start()
  await world.settle()
  const { id, turn } = await world.working()
  const asks = (text: string) => ({ id: text, text, by: 'person' })
  accepted(world.it.command(id, { type: 'prompt', prompt: asks('next'), now: false }))
  accepted(world.it.command(id, { type: 'prompt', prompt: asks('last'), now: false }))
  const runner = world.runner()
  const error = { kind: 'rate-limit', message: 'Rate limited until noon' } as const
  runner.report(id, { type: 'turn.ended', turn, outcome: 'failed', error })
  await world.pass(120_000)
  const prompts = () =>
    runner.orders.flatMap(({ order }) => (order.type === 'prompt' ? [order.text] : []))
  expect(prompts()).toEqual(['add a health endpoint'])
  expect(world.session(id)).toMatchObject({ state: 'failed', held: true, queue: [{}, {}] })
  expect(world.session(id).reason).toContain('Rate limited')

  accepted(world.it.command(id, { type: 'resume', by: 'person', attempt: 1 }))
  await world.settle()
  expect(prompts()).toEqual(['add a health endpoint', 'next'])
  expect(world.session(id)).toMatchObject({ held: false, queue: [{ id: 'last' }] })
  await world.it.stop(1000)
})

test('contract 8: log lines are kept in a bounded ring for each session', async () => {
  const world = await started()
  const { id } = await world.working()
  for (let i = 1; i <= 250; i++) world.runner().report(id, { type: 'log', text: `line ${i}` })
  await world.settle()
  const lines = world.store.logs(id)
  expect(lines).toHaveLength(200)
  expect(lines.at(-1)).toMatchObject({ sessionId: id, text: 'line 250' })
  expect(lines[0]?.text).toBe('line 51')
})

test('contract 9: unknown and malformed messages are counted, kept raw, and take nothing with them', async () => {
  const world = await started()
  const { id, turn } = await world.working()
  const runner = world.runner()
  const good = (n: number) => ({
    type: 'item.set' as const,
    item: { id: `m${n}`, kind: 'message' as const, text: `text ${n}`, settled: true },
  })
  runner.report(id, good(1))
  runner.report(id, { type: 'from.the.future', size: 3 } as never)
  runner.report(id, { type: 'item.set' } as never)
  runner.report(id, good(2))
  runner.send({ type: 'garbage', line: 'not json' } as never)
  runner.send({ type: 'no.such.frame' })
  runner.send({ type: 'reports', reports: [{ nonsense: true }, null] as never })
  runner.report(id, { type: 'turn.ended', turn, outcome: 'completed' })
  await world.settle()
  expect(world.types(id).slice(-5)).toEqual([
    'item.set',
    'wire.unknown',
    'wire.unknown',
    'item.set',
    'turn.ended',
  ])
  expect(world.events(id).find(({ type }) => type === 'wire.unknown')).toMatchObject({
    wire: '{"type":"from.the.future","size":3}',
  })
  expect(world.it.counters()).toEqual({ malformed: 4, unknown: 2 })
  expect(world.session(id)).toMatchObject({ state: 'idle', unknownWire: 2 })
})

test('contract 10: a refusal by the runner settles what waited for it', async () => {
  const world = await started()
  const { id } = accepted(world.create())
  await world.settle()
  const start = world.runner().order('start')
  world.runner().settle(start, { code: 'unknown-provider', message: 'no such provider' })
  await world.settle()
  expect(world.session(id)).toMatchObject({ state: 'crashed', reason: 'no such provider' })
  expect(world.store.pendingOrders('local')).toEqual([])

  const other = accepted(world.create())
  await world.settle()
  const { run } = world.runner().order('start').order
  world.runner().report(other.id, readyReport(run))
  await world.settle()
  world.runner().settle(world.runner().order('prompt'), {
    code: 'no-agent',
    message: 'no agent runs for it',
  })
  await world.settle()
  expect(world.session(other.id)).toMatchObject({
    state: 'failed',
    reason: 'no agent runs for it',
    sent: [],
  })
})

test('contract 11: a report for a session that the store does not know is kept by its id, over restarts', async () => {
  const store = memoryStore()
  const world = dispatchWorld({ store })
  await world.it.start()
  await world.settle()
  world.runner().report('stranger', {
    type: 'item.set',
    item: { id: 'm1', kind: 'message', text: 'paid for', settled: true },
  })
  await world.settle()
  expect(store.held()).toMatchObject([
    { runner: 'local', report: { session: 'stranger', report: { item: { text: 'paid for' } } } },
  ])
  expect(world.it.counters().unknown).toBe(1)
  await world.it.stop(1_000)
  expect(store.held()).toHaveLength(1)
})

test('contract 12: doubled reports are ignored, and missing ones are asked for again', async () => {
  const world = await started()
  const { id } = await world.working()
  const runner = world.runner()
  const text = (n: number) => ({
    type: 'item.set' as const,
    item: { id: `m${n}`, kind: 'message' as const, text: `${n}`, settled: true },
  })
  const twice = runner.report(id, text(1))
  runner.send({ type: 'reports', reports: [twice, twice] })
  runner.passage = () => {}
  runner.report(id, text(2))
  runner.passage = (frame, deliver) => deliver(frame)
  runner.report(id, text(3))
  await world.settle()
  expect(world.session(id).lastSeq).toBe(world.events(id).at(-1)?.seq)
  await world.pass(1_500)
  const items = world
    .events(id)
    .flatMap((event) => (event.type === 'item.set' ? [event.item.id] : []))
  expect(items).toEqual(['m1', 'm2', 'm3'])
  expect(runner.connections).toBe(2)
})

test('contract 12: a gap that cannot be filled is recorded as an event', async () => {
  const world = await started()
  const { id } = await world.working()
  const runner = world.runner()
  const lost = runner.report(id, { type: 'agent.changed', title: 'lost' })
  await world.settle()
  const from = lost.seq + 1
  runner.passage = () => {}
  runner.report(id, { type: 'agent.changed', title: 'never seen' })
  runner.journal.pop()
  runner.journal.push({
    seq: from + 1,
    at: world.now(),
    session: id,
    report: { type: 'agent.changed', title: 'after the gap' },
  })
  runner.passage = (frame, deliver) => deliver(frame)
  runner.cut()
  for (let i = 0; i < 4; i++) await world.pass(2_000)
  expect(world.events(id).at(-2)).toMatchObject({
    type: 'gap.found',
    runner: 'local',
    from,
    to: from,
  })
  expect(world.session(id).title).toBe('after the gap')
})
