import { expect, test } from 'vitest'
import { marked } from '../../src/process/reap.ts'
import { realWorld } from './real-world.ts'

test('down leaves no process, whatever forks on and whatever ignores its end', async () => {
  const world = await realWorld({ config: { runners: ['one', 'two'] } })
  await world.start()
  const stubborn = await world.create('/play shell-grandchild stubborn=1 pace=0.2', {
    runner: 'one',
  })
  const others = [
    await world.create('/play slow pace=0.2', { runner: 'one' }),
    await world.create('/play approval pace=0.2', { runner: 'two' }),
  ]
  await world.until('all are at work', () =>
    [stubborn, ...others].every((id) => world.session(id).turn),
  )
  const run = world.session(stubborn).live?.run ?? ''
  await world.until(
    'the shell has forked',
    async () => (await marked('SIGNALBOX_RUN', run)).length > 2,
  )
  expect(await world.down()).toEqual([])

  // And how they ended is no crash: the person did it.
  await world.start()
  for (const id of [stubborn, ...others])
    expect(world.session(id)).toMatchObject({ state: 'stopped', lastOutcome: 'stopped' })
  expect(await world.down()).toEqual([])
})

test('down ends the runners of a server that was killed', async () => {
  const world = await realWorld()
  await world.start()
  const id = await world.create('/play shell-grandchild pace=0.2')
  await world.until('it is at work', () => world.session(id).turn)
  await world.kill()
  expect((await world.processes()).length).toBeGreaterThan(1)
  expect(await world.down()).toEqual([])
})

test('down ends runners that were only just being started', async () => {
  const world = await realWorld({ config: { runners: ['one', 'two'] } })
  await world.start()
  expect(await world.down()).toEqual([])
})
