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

test('a runner without a common protocol is told so and left alone, until all is to end', async () => {
  const world = dispatchWorld({ runners: ['newer', 'ancient'] })
  const newer = world.runner('newer')
  const ancient = world.runner('ancient')
  newer.protocol = { oldest: 1, current: 7 }
  ancient.protocol = { oldest: 0, current: 0 }
  await world.it.start()
  await world.settle()
  const [one, two] = world.it.runners()
  expect(one).toMatchObject({ state: 'up' })
  expect(newer.heard[0]).toMatchObject({ type: 'welcome', protocol: 1 })
  expect(two).toMatchObject({ state: 'failed' })
  expect(two?.reason).toMatch(/speaks version 0 .*signalbox down/)
  expect({ orders: ancient.orders, launches: ancient.launches, ends: ancient.ends }).toEqual({
    orders: [],
    launches: 1,
    ends: 0,
  })
  const over = world.it.shutdown(10_000)
  await world.settle()
  newer.die()
  await world.pass(100)
  expect(await over).toEqual({ left: [] })
  expect({ newer: newer.ends, ancient: ancient.ends }).toEqual({ newer: 0, ancient: 1 })
  await world.it.stop(1000)
})
