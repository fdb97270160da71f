import { expect, test } from 'vitest'
import { dispatchWorld } from '../../test/dispatch-world.ts'

async function working() {
  const world = dispatchWorld()
  await world.it.start()
  await world.settle()
  const { id, turn } = await world.working()
  return { world, id, turn, runner: world.runner() }
}

test('what is asked of a living agent holds when its runner says so, for its subagents too', async () => {
  const { world, id, runner } = await working()
  runner.report(id, { type: 'child.started', key: 'k', name: 'helper', prompt: 'Help.' })
  runner.report(id, { type: 'child.started', key: 'done', name: 'done', prompt: 'Help.' })
  runner.report(id, { type: 'child.ended', key: 'done', outcome: 'completed' })
  await world.settle()
  world.it.command(id, { type: 'configure', permission: 'accept-edits' })
  await world.settle()
  expect(world.session(id).permission).toBe('ask')
  expect(runner.order('switch').order.to).toEqual({ permission: 'accept-edits' })
  runner.settle(runner.order('switch'))
  await world.settle()
  const [child, done] = world.session(id).children.map((one) => world.session(one))
  expect([world.session(id), child, done].map((one) => one?.permission)).toEqual([
    'accept-edits',
    'accept-edits',
    'ask',
  ])
  world.it.command(id, { type: 'configure', model: 'large' })
  await world.settle()
  runner.settle(runner.order('switch'))
  await world.settle()
  expect([world.session(id).model, child?.model]).toEqual(['large', null])
  await world.it.stop(1000)
})

test('a refusal is recorded with its reason, and nothing else changes', async () => {
  const { world, id, runner } = await working()
  world.it.command(id, { type: 'configure', model: 'large' })
  await world.settle()
  runner.settle(runner.order('switch'), { code: 'agent-refused', message: 'No such model.' })
  await world.settle()
  expect(world.session(id)).toMatchObject({ model: 'model-1', state: 'running' })
  expect(world.types(id).slice(-2)).toEqual(['switch.asked', 'switch.refused'])
  await world.it.stop(1000)
})
