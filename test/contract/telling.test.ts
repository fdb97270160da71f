import { expect, test } from 'vitest'
import { dispatchWorld, type DispatchWorld } from '../dispatch-world.ts'

async function worked(world: DispatchWorld) {
  await world.it.start()
  await world.settle()
  const { id, turn } = await world.working({ title: 'Health endpoint', project: '/home/me/shop' })
  world.runner().report(id, { type: 'turn.ended', turn, outcome: 'completed' })
  await world.settle()
  return id
}

test('contract 37: one outcome gives one notification, with the title and project of the session', async () => {
  const world = dispatchWorld()
  const sessionId = await worked(world)
  expect(world.notified).toMatchObject([
    { kind: 'completed', title: 'Health endpoint', project: '/home/me/shop', sessionId },
  ])
  expect(world.store.notices(10)).toHaveLength(1)
})

test('contract 37: a crash in a turn is one outcome, and an ask is told when it opens', async () => {
  const world = dispatchWorld()
  await world.it.start()
  await world.settle()
  const { id, run } = await world.working()
  world.runner().report(id, {
    type: 'ask.opened',
    ask: {
      id: 'a1',
      kind: 'approval',
      title: 'Run npm test',
      tool: 'execute',
      command: 'npm test',
    },
  })
  world.runner().report(id, {
    type: 'agent.exited',
    run,
    exit: { cause: 'exited', code: 1, signal: null, message: 'exited with code 1', stderr: '' },
  })
  await world.settle()
  expect(world.notified.map(({ kind, text }) => [kind, text])).toEqual([
    ['needs-you', 'Run npm test'],
    ['crashed', 'exited with code 1'],
  ])
})

test('contract 37: restart warnings say attempt n of m, and recovery is told once', async () => {
  const world = dispatchWorld()
  await world.it.start()
  await world.settle()
  await world.working()
  world.runner().die()
  await world.settle()
  await world.pass(5_000)
  world.runner().cut()
  await world.settle()
  await world.pass(5_000)
  const told = world.notified.filter(({ kind }) => kind === 'runner').map(({ text }) => text)
  expect(told).toEqual(['It died; restarting it, attempt 1 of 8', 'It is back after attempt 1'])
})

test('contract 38: telemetry and notifiers that throw disturb nothing', async () => {
  const world = dispatchWorld({
    world: {
      emit() {
        throw new Error('no collector')
      },
      notify() {
        throw new Error('no bell')
      },
    },
  })
  const id = await worked(world)
  expect(world.session(id)).toMatchObject({ state: 'idle', lastOutcome: 'completed' })
  expect(world.logged.map(({ message }) => message)).toContain('telemetry failed')
  expect(world.it.runners()).toMatchObject([{ state: 'up' }])
})
