import { expect, test } from 'vitest'
import { transcript } from '../../src/core/transcript.ts'
import { accepted, dispatchWorld, readyReport } from '../dispatch-world.ts'

async function started() {
  const world = dispatchWorld()
  await world.it.start()
  await world.settle()
  return world
}

test('contract 13: a changed provider session on resume is told as a fork', async () => {
  const world = await started()
  const { id, run } = await world.working()
  const exit = {
    cause: 'signalled',
    code: null,
    signal: 'SIGKILL',
    message: 'killed',
    stderr: '',
  } as const
  world.runner().report(id, { type: 'agent.exited', run, exit })
  await world.settle()
  accepted(world.it.command(id, { type: 'resume', by: 'person', attempt: 1 }))
  await world.settle()
  const again = world.runner().order('start').order
  expect(again.resume).toBe('provider-session')
  world
    .runner()
    .report(id, { ...readyReport(again.run, 'other-session'), continuity: 'fork' } as never)
  await world.settle()
  expect(world.session(id)).toMatchObject({ resumeToken: 'other-session' })
  expect(world.session(id).reason).toContain('fork')
  const told = transcript()
  told.apply(world.events(id))
  expect(told.entries.at(-1)).toMatchObject({ kind: 'agent', what: 'fork' })
})

test("contract 14: the person's prompts are part of the transcript, in their place", async () => {
  const world = await started()
  const { id, turn } = await world.working({ prompt: 'first question' })
  const runner = world.runner()
  runner.report(id, {
    type: 'item.set',
    item: { id: 'm1', kind: 'message', text: 'first answer', settled: true },
  })
  await world.settle()
  const prompt = { id: 'p2', text: 'second question', by: 'person' }
  accepted(world.it.command(id, { type: 'prompt', prompt, now: false }))
  runner.report(id, { type: 'turn.ended', turn, outcome: 'completed' })
  await world.settle()
  const told = transcript()
  told.apply(world.events(id))
  expect(told.entries.map((entry) => ('text' in entry ? entry.text : entry.kind))).toEqual([
    'first question',
    'item',
    'turn-end',
    'second question',
  ])
})

test('contract 15: items are appended in the order in which they came, with their own time', async () => {
  const world = await started()
  const { id } = await world.working()
  const items = [
    { id: 'a', kind: 'thought' as const, text: 'hm', settled: true },
    {
      id: 'b',
      kind: 'tool' as const,
      name: 'bash',
      tool: 'execute' as const,
      title: 'npm test',
      status: 'failed' as const,
      output: 'no',
      settled: true,
    },
    { id: 'c', kind: 'plan' as const, entries: [], settled: false },
    { id: 'd', kind: 'compaction' as const, before: 10, after: 2, settled: true },
    { id: 'e', kind: 'notice' as const, level: 'error' as const, text: 'oh', settled: true },
    { id: 'f', kind: 'message' as const, text: 'done', settled: true },
  ]
  const times: number[] = []
  for (const item of items) {
    world.setClock(world.now() + 1234)
    times.push(world.now())
    world.runner().report(id, { type: 'item.set', item })
  }
  world.setClock(world.now() + 60_000)
  await world.settle()
  const set = world.events(id).flatMap((event) => (event.type === 'item.set' ? [event] : []))
  expect(set.map(({ item }) => item)).toEqual(items)
  expect(set.map(({ at }) => at)).toEqual(times)
})

test('contract 16: usage is one record a turn, totals are sums, and a doubled report changes nothing', async () => {
  const world = await started()
  const { id, turn } = await world.working()
  const runner = world.runner()
  const usage = { inputTokens: 100, outputTokens: 10, cacheReadTokens: 5, cacheWriteTokens: 1 }
  const first = runner.report(id, {
    type: 'turn.ended',
    turn,
    outcome: 'completed',
    usage,
    totalCostUsd: 0.25,
  })
  runner.send({ type: 'reports', reports: [first] })
  await world.settle()
  const prompt = { id: 'p2', text: 'more', by: 'person' }
  accepted(world.it.command(id, { type: 'prompt', prompt, now: false }))
  await world.settle()
  const next = runner.order('prompt').order
  runner.report(id, { type: 'turn.started', turn: next.turn, prompt: 'p2' })
  runner.report(id, {
    type: 'turn.ended',
    turn: next.turn,
    outcome: 'completed',
    usage,
    totalCostUsd: 0.75,
  })
  runner.report(id, {
    type: 'turn.ended',
    turn: next.turn,
    outcome: 'completed',
    usage,
    totalCostUsd: 0.75,
  })
  await world.settle()
  expect(world.session(id)).toMatchObject({
    turns: 2,
    usage: {
      costUsd: 0.75,
      inputTokens: 200,
      outputTokens: 20,
      cacheReadTokens: 10,
      cacheWriteTokens: 2,
    },
  })
  expect(world.store.spentSince(0)).toMatchObject({ costUsd: 0.75, turns: 2 })
})

test('contract 16: a cumulative total that begins again at zero, after a lost cost state, is counted on', async () => {
  const world = await started()
  const { id, turn, run } = await world.working()
  const runner = world.runner()
  runner.report(id, { type: 'turn.ended', turn, outcome: 'completed', totalCostUsd: 0.5 })
  runner.report(id, {
    type: 'agent.exited',
    run,
    exit: { cause: 'signalled', code: null, signal: 'SIGKILL', message: 'killed', stderr: '' },
  })
  await world.settle()
  const prompt = { id: 'p2', text: 'more', by: 'person' }
  accepted(world.it.command(id, { type: 'prompt', prompt, now: false }))
  await world.settle()
  const again = readyReport(runner.order('start').order.run)
  runner.report(id, { ...again, continuity: 'same' } as never)
  await world.settle()
  const next = runner.order('prompt').order
  runner.report(id, { type: 'turn.started', turn: next.turn, prompt: 'p2' })
  runner.report(id, {
    type: 'turn.ended',
    turn: next.turn,
    outcome: 'completed',
    totalCostUsd: 0.125,
  })
  await world.settle()
  expect(world.session(id).usage.costUsd).toBe(0.625)
})

test('contract 17: every turn is told to telemetry with its cost, tokens, turns, duration and whether it failed', async () => {
  const world = await started()
  const { id, turn } = await world.working()
  world.runner().report(id, {
    type: 'turn.ended',
    turn,
    outcome: 'completed',
    usage: { inputTokens: 7, outputTokens: 3 },
    totalCostUsd: 0.5,
    durationMs: 900,
  })
  await world.settle()
  expect(world.emitted.filter(({ name }) => name === 'agent_cost')).toEqual([
    {
      name: 'agent_cost',
      attributes: {
        session: id,
        turn,
        cost: 0.5,
        tokens: 10,
        turns: 1,
        duration: 900,
        is_error: false,
      },
    },
  ])
})

test('contract 18: a turn that ends leaves its session idle, and the next prompt goes to the same agent', async () => {
  const world = await started()
  const { id, turn, run } = await world.working()
  world.runner().report(id, { type: 'turn.ended', turn, outcome: 'completed' })
  await world.settle()
  expect(world.session(id)).toMatchObject({ state: 'idle', live: { run, ready: true } })
  const prompt = { id: 'p2', text: 'more', by: 'person' }
  accepted(world.it.command(id, { type: 'prompt', prompt, now: false }))
  await world.settle()
  expect(world.runner().order('prompt').order).toMatchObject({ run, prompt: 'p2', text: 'more' })
  expect(world.runner().orders.filter(({ order }) => order.type === 'start')).toHaveLength(1)
})
