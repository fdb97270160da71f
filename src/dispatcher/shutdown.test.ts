import { expect, test } from 'vitest'
import { dispatchWorld } from '../../test/dispatch-world.ts'

test('a runner that is just being started when all is to end is told so and waited for', async () => {
  const world = dispatchWorld()
  const runner = world.runner()
  const { launch } = runner.door
  const started = Promise.withResolvers<void>()
  runner.door.launch = async () => {
    await started.promise
    await launch()
  }
  await world.it.start()
  await world.settle()
  let left: string[] | null = null
  const over = world.it.shutdown(10_000).then((end) => (left = end.left))
  await world.settle()
  expect(left).toBeNull()

  started.resolve()
  await world.settle()
  expect(runner.heard.map(({ type }) => type)).toEqual(['welcome', 'shutdown'])
  expect(left).toBeNull()
  runner.die()
  await world.pass(100)
  await over
  expect(left).toEqual([])
  expect(runner.launches).toBe(1)
  await world.it.stop(1000)
})
