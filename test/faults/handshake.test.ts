import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { alive, startedAt } from '../../src/process/reap.ts'
import { edited } from './package.ts'
import { realWorld } from './real-world.ts'
import { bothSides, emitted } from './truth.ts'

const spoken = 'protocol = { oldest: 1, current: 1 }'

test('a newer server talks to an older runner, or says clearly that it cannot and leaves it alone until down', async () => {
  const world = await realWorld()
  const newer = edited(join(world.root, 'newer'), spoken, 'protocol = { oldest: 1, current: 2 }')
  const future = edited(join(world.root, 'future'), spoken, 'protocol = { oldest: 2, current: 3 }')
  await world.start()
  // It goes on until it is interrupted, however long the servers take.
  const flood = await world.create('/play flood rate=100 events=100000')
  const slow = await world.create('/play shell-grandchild stubborn=1 pace=0.2')
  await world.until('both work', () => world.begun(flood) && world.begun(slow))
  const runner = world.runner()
  const births = [runner, ...[flood, slow].map((id) => world.session(id).live?.pid ?? 0)].map(
    (pid) => ({ pid, started: startedAt(pid) ?? '' }),
  )
  const allLive = () => births.every(({ pid, started }) => alive(pid, started))
  await world.kill()

  world.use(newer)
  await world.start()
  await world.until('they talk', () => world.feed.runners.get('local')?.state === 'up')
  expect(world.session(flood).turn).not.toBeNull()
  await world.kill()

  world.use(future)
  await world.start()
  const stranger = await world.until('it says that it cannot', () => {
    const its = world.feed.runners.get('local')
    return its?.state === 'failed' && its
  })
  expect(stranger.reason).toMatch(/speaks version 1 of the link.*only 2 and newer.*go on/)
  const before = world.session(flood).version
  const token = world.session(flood).resumeToken ?? ''
  const said = emitted(world, token).length
  await world.until('the agents go on', () => emitted(world, token).length > said + 20)
  expect(world.session(flood).version).toBe(before)
  const log = readFileSync(join(world.data, 'runners', 'local', 'runner.log'), 'utf8')
  expect(log).toContain('The server does not want this runner')
  expect(allLive()).toBe(true)
  await world.kill()

  world.use(newer)
  await world.start()
  await world.enough(flood)
  const both = await bothSides(world, flood)
  expect(both.recorded).toEqual(both.emitted)
  expect(allLive()).toBe(true)
  expect(world.feed.faults).toEqual([])
  await world.kill()

  // Whoever cannot talk to it can end it all the same, and its last words are there for who can.
  world.use(future)
  await world.start()
  expect(await world.down()).toEqual([])
  world.use(newer)
  await world.start()
  await world.until('the end is told', () => world.session(slow).live === null)
  expect(world.session(slow)).toMatchObject({ state: 'stopped', exit: { cause: 'stopped' } })
})
