import { expect, test } from 'vitest'
import { memoryStore } from '../../src/store/memory.ts'
import { SaveFailed } from '../../src/store/store.ts'
import { accepted, dispatchWorld } from '../dispatch-world.ts'

/** A store that saves nothing while its disk is full. */
function fillingDisk() {
  const saves = memoryStore()
  const disk = {
    full: false,
    store: {
      ...saves,
      write(write: Parameters<typeof saves.write>[0]) {
        if (disk.full) throw new SaveFailed('full', 'the disk is full')
        saves.write(write)
      },
    },
  }
  return disk
}

test('contract 33: an event is in the store before anybody is told of it, with its projection and the offset', async () => {
  const store = memoryStore()
  const world = dispatchWorld({ store })
  const early: number[] = []
  world.it.listen((change) => {
    if (change.type !== 'recorded') return
    for (const { seq, sessionId } of change.events) {
      const saved = store.event(seq)
      const row = store.tree(sessionId)[0]
      if (!saved || !row || row.lastSeq < seq) early.push(seq)
    }
  })
  await world.it.start()
  await world.settle()
  const { id } = await world.working()
  const { seq } = world.runner().report(id, { type: 'agent.changed', title: 'new' })
  await world.settle()
  expect(world.recorded().length).toBeGreaterThan(5)
  expect(early).toEqual([])
  expect(store.offset('local')).toMatchObject({ seq })
})

test('contract 33: orders go out only after the events that ask for them are saved', async () => {
  const disk = fillingDisk()
  const world = dispatchWorld({ store: disk.store })
  await world.it.start()
  await world.settle()
  disk.full = true
  expect(world.create()).toMatchObject({ rejected: 'not-saved' })
  await world.settle()
  expect(world.runner().orders).toEqual([])
  expect([...world.it.fleet.all()]).toEqual([])
})

test('contract 34: a save that fails is tried again, is visible, and keeps the order', async () => {
  const disk = fillingDisk()
  const world = dispatchWorld({ store: disk.store })
  await world.it.start()
  await world.settle()
  const { id } = await world.working()
  disk.full = true
  const shown = world.recorded().length
  for (const n of [1, 2, 3])
    world.runner().report(id, {
      type: 'item.set',
      item: { id: `m${n}`, kind: 'message', text: `${n}`, settled: true },
    })
  await world.settle()
  expect(world.it.saving()).toMatchObject({ ok: false, reason: 'the disk is full' })
  expect(world.recorded()).toHaveLength(shown)
  await world.pass(5_000)
  disk.full = false
  await world.pass(5_000)
  expect(world.it.saving()).toMatchObject({ ok: true })
  expect(world.changes.filter(({ type }) => type === 'saving')).toHaveLength(2)
  const items = world.events(id).flatMap((e) => (e.type === 'item.set' ? [e.item.id] : []))
  expect(items).toEqual(['m1', 'm2', 'm3'])
})

test('contract 34: that saving works again is found out, though nothing waits to be saved', async () => {
  const disk = fillingDisk()
  const world = dispatchWorld({ store: disk.store })
  await world.it.start()
  await world.settle()
  const { id } = await world.working()
  disk.full = true
  const prompt = { id: 'p9', text: 'and then?', by: 'person' }
  const answer = world.it.command(id, { type: 'prompt', prompt, now: false })
  expect(answer).toMatchObject({ rejected: 'not-saved' })
  await world.pass(5_000)
  expect(world.it.saving()).toMatchObject({ ok: false })
  disk.full = false
  await world.pass(5_000)
  expect(world.it.saving()).toMatchObject({ ok: true })
  expect(world.session(id).queue).toEqual([])
  await world.it.stop(1000)
})

test('contract 34: a runner that cannot save either shows it while nothing can be saved here', async () => {
  const disk = fillingDisk()
  const world = dispatchWorld({ store: disk.store })
  await world.it.start()
  await world.settle()
  const { id } = await world.working()
  disk.full = true
  world.runner().report(id, { type: 'agent.changed', title: 'not saved yet' })
  await world.settle()
  const beat = { type: 'heartbeat', agents: 1 }
  world.runner().send({ ...beat, unsaved: { since: 1, reason: 'ENOSPC: no space left' } } as never)
  await world.settle()
  expect(world.it.saving()).toMatchObject({ ok: false })
  expect(world.it.runners()[0]).toMatchObject({ state: 'up', unsaved: 'ENOSPC: no space left' })

  // It is heard all the while: that nothing is saved here is no silence of the runner.
  for (let n = 0; n < 15; n++) {
    world.runner().send({ ...beat, unsaved: null } as never)
    await world.pass(2_000)
  }
  expect(world.it.runners()[0]).toMatchObject({ state: 'up', unsaved: null })
  expect(world.runner().connections).toBe(1)
  disk.full = false
  await world.pass(5_000)
  expect(world.session(id).title).toBe('not saved yet')
  expect(world.it.runners()[0]).toMatchObject({ state: 'up', unsaved: null })
  await world.it.stop(1000)
})

test('contract 35: after a power cut a session has all that is needed to go on', async () => {
  const store = memoryStore()
  const world = dispatchWorld({ store })
  await world.it.start()
  await world.settle()
  const { id, turn } = await world.working({ prompt: 'the last prompt' })
  world
    .runner()
    .report(id, { type: 'turn.ended', turn, outcome: 'completed', usage: { inputTokens: 9 } })
  await world.settle()
  const [row] = store.tree(id)
  expect(row).toMatchObject({
    project: '/tmp/project',
    resumeToken: 'provider-session',
    state: 'idle',
    usage: { inputTokens: 9 },
    updatedAt: world.now(),
  })
  // No stop: the machine is gone, and with it the runner.
  const later = dispatchWorld({ store, firstId: world.lastId() })
  await later.it.start()
  await later.settle()
  expect(later.session(id).state).toBe('crashed')
  accepted(later.it.command(id, { type: 'resume', by: 'person', attempt: 1 }))
  await later.settle()
  expect(later.runner().order('start').order.resume).toBe('provider-session')
})

test('contract 36: what is read back is what was shown: same order, same numbers, same times', async () => {
  const store = memoryStore()
  const world = dispatchWorld({ store })
  await world.it.start()
  await world.settle()
  const { id, turn } = await world.working()
  for (const n of [1, 2, 3]) {
    world.setClock(world.now() + 77)
    world.runner().report(id, {
      type: 'item.set',
      item: { id: `m${n}`, kind: 'message', text: `${n}`, settled: true },
    })
  }
  await world.settle()
  await world.it.stop(1_000)
  const later = dispatchWorld({ store, living: world.runners, firstId: world.lastId() })
  await later.it.start()
  await later.settle()
  later.runner().report(id, { type: 'turn.ended', turn, outcome: 'completed' })
  await later.settle()
  const shown = [...world.recorded(), ...later.recorded()]
  expect(later.events(id)).toEqual(shown)
  expect(new Set(shown.map(({ seq }) => seq)).size).toBe(shown.length)
})
