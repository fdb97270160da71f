import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { installed } from './package.ts'
import { realWorld } from './real-world.ts'
import { bothSides } from './truth.ts'

test('agents outlive the package they came from, and the old runner starts new ones for a server from elsewhere', async () => {
  const world = await realWorld()
  const first = join(world.root, 'first')
  const second = join(world.root, 'second')
  world.use(installed(first))
  await world.start()
  const before = await world.create('/play flood rate=60 events=100000')
  const asking = await world.create('/play approval pace=1')
  await world.until('both work', () => world.begun(before) && world.begun(asking))
  const runner = world.runner()
  const pids = [before, asking].map((id) => world.session(id).live?.pid)

  rmSync(first, { recursive: true })
  const without = await world.create('/play edit pace=0.2')
  await world.until('the server without its package still serves', async () => {
    await world.allowAll()
    return world.session(without).lastOutcome === 'completed'
  })
  await world.kill()

  world.use(installed(second))
  await world.start()
  expect([before, asking].map((id) => world.session(id).live?.pid)).toEqual(pids)
  const after = await world.create('/play plan pace=0.2')
  const all = [before, asking, without, after]
  await world.enough(before)
  await world.rest(...all)
  expect(world.runner()).toBe(runner)
  for (const id of all) {
    const both = await bothSides(world, id)
    expect(both.recorded).toEqual(both.emitted)
    const lastOutcome = id === before ? 'interrupted' : 'completed'
    expect(world.session(id)).toMatchObject({ state: 'idle', lastOutcome })
  }
  expect(world.feed.faults).toEqual([])
})
