import { expect, test } from 'vitest'
import { memoryStore } from '../../src/store/memory.ts'
import { accepted, dispatchWorld } from '../dispatch-world.ts'

test('contract 1: two starts in the same tick give one subscription, so nothing comes twice', async () => {
  const world = dispatchWorld()
  await Promise.all([world.it.start(), world.it.start()])
  await world.settle()
  expect(world.runner().connections).toBe(1)
  const { id, turn } = await world.working()
  world.runner().report(id, { type: 'turn.ended', turn, outcome: 'completed', totalCostUsd: 0.5 })
  await world.settle()
  expect(world.session(id).usage.costUsd).toBe(0.5)
  expect(world.notified).toHaveLength(1)
})

test('contract 1: a start that fails half way rolls back and can be tried again', async () => {
  const store = memoryStore()
  let broken = true
  const world = dispatchWorld({
    store: {
      ...store,
      held() {
        if (broken) throw new Error('the store cannot be read')
        return store.held()
      },
    },
  })
  await expect(world.it.start()).rejects.toThrow('the store cannot be read')
  await world.settle()
  expect(world.runner().connections).toBe(0)
  expect(world.it.runners()).toEqual([])
  expect(world.create()).toMatchObject({ rejected: 'stopping' })
  broken = false
  await world.it.start()
  await world.settle()
  expect(world.it.runners()).toMatchObject([{ state: 'up' }])
})

test('contract 2: a stop lets go of the runners and leaves no timer and no route behind', async () => {
  const world = dispatchWorld()
  await world.it.start()
  await world.settle()
  const { id, run } = await world.working({ onCrash: 'resume' })
  const exit = { code: null, signal: 'SIGKILL', message: 'killed', stderr: '' }
  world.runner().report(id, {
    type: 'agent.exited',
    run,
    exit: { cause: 'signalled', ...exit },
  })
  await world.settle()
  world.runner().die()
  await world.settle()
  const { launches } = world.runner()
  await world.it.stop(1_000)
  expect(world.timers()).toBe(0)
  await world.pass(120_000)
  expect(world.runner().launches).toBe(launches)
  expect(world.it.command(id, { type: 'interrupt' })).toMatchObject({ rejected: 'stopping' })
})

test('contract 2: a stop waits for a save that does not work only until its deadline', async () => {
  const store = memoryStore()
  const { SaveFailed } = await import('../../src/store/store.ts')
  let full = false
  const world = dispatchWorld({
    store: {
      ...store,
      write(write) {
        if (full) throw new SaveFailed('full', 'the disk is full')
        store.write(write)
      },
    },
  })
  await world.it.start()
  await world.settle()
  const { id } = await world.working()
  full = true
  world.runner().report(id, { type: 'agent.changed', title: 'new' })
  await world.settle()
  const stopped = world.it.stop(3_000)
  await world.pass(3_000)
  await stopped
  expect(world.timers()).toBe(0)
})

test('contract 3: two dispatchers live in one process and know nothing of each other', async () => {
  const [one, other] = [dispatchWorld(), dispatchWorld()]
  await Promise.all([one.it.start(), other.it.start()])
  await one.settle()
  const { id } = accepted(one.create())
  expect(other.it.load(id)).toBeUndefined()
  expect(other.recorded()).toEqual([])
  await other.it.stop(1_000)
  expect(one.it.runners()).toMatchObject([{ state: 'up' }])
})

test('contract 4: a runner is unknown, then up, down, restarting and failed, each with since and reason', async () => {
  const world = dispatchWorld()
  const states: { state: string; since: number; reason: string }[] = []
  world.it.listen((change) => {
    if (change.type !== 'runner' || states.at(-1)?.state === change.runner.state) return
    states.push(change.runner)
  })
  const started = world.it.start()
  expect(world.it.runners()).toMatchObject([{ state: 'unknown', reason: 'not asked yet' }])
  await started
  await world.settle()
  await world.pass(1)
  world.runner().die({ restarts: false })
  await world.settle()
  for (let i = 0; i < 10; i++) await world.pass(60_000)
  expect(states.map(({ state }) => state)).toEqual(['up', 'down', 'restarting', 'failed'])
  expect(states.every(({ reason }) => reason !== '')).toBe(true)
  expect(states.at(-1)?.since).toBeGreaterThan(states[0]?.since ?? 0)
})

test('contract 4: a runner that sends no heartbeat is down after a while, and up again when it speaks', async () => {
  const world = dispatchWorld()
  await world.it.start()
  await world.settle()
  await world.pass(10_000)
  expect(world.it.runners()).toMatchObject([
    { state: 'down', reason: expect.stringContaining('nothing heard for') as string },
  ])
  world.runner().send({ type: 'heartbeat', agents: 3, unsaved: null })
  await world.settle()
  expect(world.it.runners()).toMatchObject([{ state: 'up', agents: 3 }])
})
