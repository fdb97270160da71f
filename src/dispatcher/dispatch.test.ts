import { expect, test } from 'vitest'
import { dispatchWorld } from '../../test/dispatch-world.ts'

test('a session goes from its creation over a turn to idle', async () => {
  const world = dispatchWorld()
  await world.it.start()
  await world.settle()
  const { id, turn } = await world.working()
  expect(world.session(id)).toMatchObject({ state: 'running', turn: { id: turn } })
  world.runner().report(id, {
    type: 'item.set',
    item: { id: 'm1', kind: 'message', text: 'Hello.', settled: true },
  })
  world
    .runner()
    .report(id, { type: 'turn.ended', turn, outcome: 'completed', usage: { inputTokens: 5 } })
  await world.settle()
  expect(world.types(id)).toEqual([
    'session.created',
    'prompt.queued',
    'agent.requested',
    'agent.started',
    'agent.ready',
    'prompt.sent',
    'turn.started',
    'item.set',
    'turn.ended',
  ])
  expect(world.session(id)).toMatchObject({ state: 'idle', lastOutcome: 'completed', seen: false })
  expect(world.notified).toHaveLength(1)
  await world.it.stop(1000)
  expect(world.timers()).toBe(0)
})

test('a runner that dies is started again and its sessions end as crashed', async () => {
  const world = dispatchWorld()
  await world.it.start()
  await world.settle()
  const { id } = await world.working()
  world.runner().die()
  await world.settle()
  expect(world.it.runners()[0]).toMatchObject({ state: 'restarting', attempt: 1 })
  await world.pass(1000)
  expect(world.it.runners()[0]).toMatchObject({ state: 'up' })
  expect(world.session(id)).toMatchObject({ state: 'crashed', live: null })
  await world.it.stop(1000)
})
