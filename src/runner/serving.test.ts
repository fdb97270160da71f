import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  fakeServer,
  promptOrder,
  runnerWorld,
  startOrder,
  settledOf,
} from '../../test/runner-world.ts'
import { defaults } from './settings.ts'

test('a newer server takes over from an older one, and who only looks disturbs nobody', async () => {
  const world = runnerWorld()
  await world.start()
  const first = await world.connect()
  const looker = fakeServer(world.dial())
  await looker.until(() => looker.hellos.length > 0)
  looker.link.close()
  expect(first.gone).toBe(false)
  const second = await world.connect()
  await first.until(() => first.gone)
  second.order(startOrder('a'))
  await second.report(settledOf('start-a'))
})

test('a server without a common protocol is let go, and agents go on', async () => {
  const world = runnerWorld()
  await world.start()
  const server = await world.connect()
  server.order(startOrder('a'))
  await server.report(settledOf('start-a'))
  server.link.close()
  const stranger = fakeServer(world.dial())
  stranger.link.send({ type: 'unwelcome', reason: 'too old' })
  await stranger.until(() => stranger.gone)
  const future = fakeServer(world.dial())
  future.link.send({ type: 'welcome', protocol: 99, server: 'future', after: 0 })
  await future.until(() => future.gone)
  await world.provider.agents[0]?.tell({ type: 'log', text: 'on and on' })
  const again = await world.connect(2)
  await again.report((report) => report.type === 'log')
  expect(again.hellos[0]?.live).toEqual([{ session: 'a', run: 'run-a' }])
})

test('shutdown ends all agents, tells so, and waits until that is taken', async () => {
  const world = runnerWorld()
  const made = await world.start()
  const server = await world.connect()
  server.order(startOrder('a'), startOrder('b'))
  await server.report(settledOf('start-b'))
  server.link.send({ type: 'shutdown' })
  await made.ended
  const exits = server.reports.filter(({ report }) => report.type === 'agent.exited')
  expect(exits.map(({ session }) => session)).toEqual(['a', 'b'])
  expect(server.gone).toBe(true)
  expect(existsSync(join(world.folder, 'runner.json'))).toBe(false)
  expect(world.reaped.at(-1)).toBe(`SIGNALBOX_RUNNER=${made.id}`)
})

test('with no server and nothing to do it releases its agents and ends', async () => {
  const world = runnerWorld()
  const made = await world.start({ settings: { idleExitMs: 10, heartbeatMs: 5 } })
  const server = await world.connect()
  server.order(startOrder('a'), promptOrder('a', 'one'))
  await server.report(settledOf('one'))
  server.link.close()
  const [agent] = world.provider.agents
  await agent?.tell({ type: 'turn.ended', turn: 't-one', outcome: 'completed' })
  expect(await made.ended).toMatch(/Nothing ran/)
  expect(agent?.asked.at(-1)).toEqual(['stop', 'released'])
})

test('a second runner for the same folder is refused, by name of the first', async () => {
  const world = runnerWorld()
  const made = await world.start()
  await expect(world.start()).rejects.toThrow(`process ${process.pid}`)
  await made.end({ awaitAck: false })
  await world.start()
})

test('it beats while a server is there', async () => {
  const world = runnerWorld()
  await world.start({ settings: { heartbeatMs: 5 } })
  const server = await world.connect()
  await server.until(() => server.beats.length > 2)
  expect(server.beats[0]).toEqual({ type: 'heartbeat', agents: 0, unsaved: null })
  expect(defaults.heartbeatMs).toBeLessThanOrEqual(2000)
})

test('one that is ended at once still tells its server how its agents ended', async () => {
  const world = runnerWorld()
  const made = await world.start()
  const server = await world.connect()
  server.order(startOrder('a'), startOrder('b'))
  await server.report(settledOf('start-b'))
  await made.end({ awaitAck: false })
  await server.until(() => server.gone)
  const exits = server.reports.filter(({ report }) => report.type === 'agent.exited')
  expect(exits.map(({ session }) => session)).toEqual(['a', 'b'])
})
