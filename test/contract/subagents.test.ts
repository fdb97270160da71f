import { expect, test } from 'vitest'
import type { Report } from '../../src/core/report.ts'
import { memoryStore } from '../../src/store/memory.ts'
import { dispatchWorld } from '../dispatch-world.ts'

async function started() {
  const world = dispatchWorld()
  await world.it.start()
  await world.settle()
  return world
}

const says = (id: string, text: string): Report => ({
  type: 'item.set',
  item: { id, kind: 'message', text, settled: true },
})

const spawn = (key: string, more: object = {}): Report => ({
  type: 'child.started',
  key,
  toolUse: `call-${key}`,
  name: `worker ${key}`,
  prompt: `do ${key}`,
  ...more,
})

type World = Awaited<ReturnType<typeof started>>
const texts = (world: World, id: string) =>
  world
    .events(id)
    .flatMap((e) => (e.type === 'item.set' && e.item.kind === 'message' ? [e.item.text] : []))
const child = (world: World, root: string, key: string) => {
  const found = world.it.fleet.childOf(root, key)
  if (!found) throw new Error(`no child ${key}`)
  return found
}

test('contract 19: a spawn makes one child session, whatever is replayed', async () => {
  const world = await started()
  const { id } = await world.working()
  const first = world.runner().report(id, spawn('a'))
  world.runner().send({ type: 'reports', reports: [first, first] })
  world.runner().report(id, spawn('a'))
  await world.settle()
  expect(world.session(id).children).toHaveLength(1)
  expect(world.types(child(world, id, 'a').id)).toEqual([
    'session.created',
    'prompt.queued',
    'prompt.sent',
    'turn.started',
  ])
})

test('contract 20: a child has its name, its prompt, its parent and the call that spawned it', async () => {
  const world = await started()
  const { id } = await world.working()
  world.runner().report(id, spawn('a'))
  await world.settle()
  const made = child(world, id, 'a')
  expect(made).toMatchObject({
    title: 'worker a',
    parentId: id,
    rootId: id,
    child: { key: 'a', toolUse: 'call-a' },
    state: 'running',
  })
  expect(world.events(made.id)[1]).toMatchObject({
    type: 'prompt.queued',
    prompt: { text: 'do a' },
  })
})

test('contract 21: messages go to their own child at any depth, and none to the main transcript', async () => {
  const world = await started()
  const { id } = await world.working()
  const runner = world.runner()
  runner.report(id, spawn('a'))
  runner.report(id, spawn('b', { parent: 'a' }))
  runner.report(id, spawn('c', { parent: 'b' }))
  for (const key of ['a', 'b', 'c']) runner.report(id, says(`m-${key}`, `from ${key}`), key)
  runner.report(id, says('m', 'from the main one'))
  await world.settle()
  expect(child(world, id, 'c').parentId).toBe(child(world, id, 'b').id)
  expect(child(world, id, 'b').parentId).toBe(child(world, id, 'a').id)
  expect(child(world, id, 'c').rootId).toBe(id)
  expect(texts(world, id)).toEqual(['from the main one'])
  for (const key of ['a', 'b', 'c'])
    expect(texts(world, child(world, id, key).id)).toEqual([`from ${key}`])
})

test('contract 22: a message before its spawn is held, and routed when the spawn appears', async () => {
  const world = await started()
  const { id } = await world.working()
  world.runner().report(id, says('m1', 'early'), 'a')
  world.runner().report(id, says('m2', 'early too'), 'a')
  await world.settle()
  expect(texts(world, id)).toEqual([])
  expect(world.store.held()).toHaveLength(2)
  world.runner().report(id, spawn('a'))
  await world.settle()
  expect(texts(world, child(world, id, 'a').id)).toEqual(['early', 'early too'])
  expect(world.store.held()).toEqual([])
})

test('contract 22: messages whose spawn never appears are shown under a placeholder child', async () => {
  const world = await started()
  const { id, turn } = await world.working()
  world.runner().report(id, says('m1', 'whose am I'), 'x')
  await world.settle()
  await world.pass(11_000)
  const held = child(world, id, 'x')
  expect(held).toMatchObject({ parentId: id, child: { placeholder: true } })
  expect(texts(world, held.id)).toEqual(['whose am I'])
  expect(texts(world, id)).toEqual([])
  world.runner().report(id, spawn('x'))
  await world.settle()
  expect(child(world, id, 'x')).toMatchObject({
    id: held.id,
    title: 'worker x',
    child: { placeholder: false },
  })
  world.runner().report(id, says('m2', 'and I'), 'y')
  world.runner().report(id, { type: 'turn.ended', turn, outcome: 'completed' })
  await world.settle()
  expect(texts(world, child(world, id, 'y').id)).toEqual(['and I'])
  expect(child(world, id, 'y').turn).toBeNull()
})

test('contract 23: a child ends when its provider says so, with outcome, duration and output', async () => {
  const world = await started()
  const { id, turn } = await world.working()
  const runner = world.runner()
  runner.report(id, spawn('bg', { background: true }))
  runner.report(id, spawn('bad'))
  runner.report(id, { type: 'turn.ended', turn, outcome: 'completed' })
  await world.settle()
  expect(child(world, id, 'bg').state).toBe('running')
  runner.report(id, {
    type: 'child.ended',
    key: 'bg',
    outcome: 'completed',
    output: 'found 3',
    durationMs: 500,
  })
  runner.report(id, {
    type: 'child.ended',
    key: 'bad',
    outcome: 'failed',
    error: { kind: 'other', message: 'no luck' },
  })
  await world.settle()
  expect(child(world, id, 'bg')).toMatchObject({ state: 'done', lastOutcome: 'completed' })
  expect(world.events(child(world, id, 'bg').id).at(-1)).toMatchObject({
    type: 'turn.ended',
    outcome: 'completed',
    output: 'found 3',
    durationMs: 500,
  })
  expect(child(world, id, 'bad')).toMatchObject({ state: 'failed', reason: 'no luck' })
})

test("contract 24: a child's usage is its own, summed up the tree, and a parent works while a descendant does", async () => {
  const world = await started()
  const { id, turn } = await world.working()
  const runner = world.runner()
  runner.report(id, spawn('a', { background: true }))
  runner.report(id, spawn('b', { parent: 'a', background: true }))
  runner.report(id, { type: 'turn.ended', turn, outcome: 'completed', usage: { inputTokens: 1 } })
  runner.report(id, {
    type: 'child.ended',
    key: 'a',
    outcome: 'completed',
    usage: { inputTokens: 10 },
  })
  await world.settle()
  expect(world.session(id).state).toBe('idle')
  expect(world.it.fleet.effective(id)).toMatchObject({
    state: 'running',
    reason: 'its subagent "worker b" works',
    evidence: child(world, id, 'b').evidence,
  })
  runner.report(id, {
    type: 'child.ended',
    key: 'b',
    outcome: 'completed',
    usage: { inputTokens: 100 },
  })
  await world.settle()
  expect(world.it.fleet.effective(id).state).toBe('idle')
  expect(world.session(id).usage.inputTokens).toBe(1)
  expect(world.it.fleet.treeUsage(id).inputTokens).toBe(111)
  expect(world.it.fleet.treeUsage(child(world, id, 'a').id).inputTokens).toBe(110)
})

test('contract 25: children are stored, survive a restart, and hang in their tree and project', async () => {
  const store = memoryStore()
  const world = dispatchWorld({ store })
  await world.it.start()
  await world.settle()
  const { id } = await world.working()
  world.runner().report(id, spawn('a'))
  world.runner().report(id, spawn('b', { parent: 'a' }))
  await world.settle()
  await world.it.stop(1_000)
  const later = dispatchWorld({ store, living: world.runners, firstId: world.lastId() })
  await later.it.start()
  await later.settle()
  const a = child(later, id, 'a')
  expect(later.session(id).children).toEqual([a.id])
  expect(a).toMatchObject({ project: '/tmp/project', children: [child(later, id, 'b').id] })
})

test('contract 26: after a restart in mid-run reports find their children, and what was held its spawn', async () => {
  const store = memoryStore()
  const world = dispatchWorld({ store })
  await world.it.start()
  await world.settle()
  const { id } = await world.working()
  world.runner().report(id, spawn('a'))
  world.runner().report(id, says('early', 'before its spawn'), 'b')
  await world.settle()
  await world.it.stop(1_000)
  world.runner().report(id, says('m1', 'said while the server was away'), 'a')
  world.runner().report(id, spawn('b', { parent: 'a' }))
  const later = dispatchWorld({ store, living: world.runners, firstId: world.lastId() })
  await later.it.start()
  await later.settle()
  expect(texts(later, child(later, id, 'a').id)).toEqual(['said while the server was away'])
  expect(texts(later, child(later, id, 'b').id)).toEqual(['before its spawn'])
})

test('contract 26: what is held is bounded: too much of it is shown under placeholders at once', async () => {
  const world = await started()
  const { id } = await world.working()
  const reports = Array.from({ length: 5_001 }, (_, i) => ({
    seq: world.runner().journal.length + i + 1,
    at: world.now(),
    session: id,
    child: 'x',
    report: says(`m${i}`, `${i}`),
  }))
  world.runner().send({ type: 'reports', reports })
  await world.settle()
  expect(world.store.held()).toEqual([])
  expect(texts(world, child(world, id, 'x').id)).toHaveLength(5_001)
})
