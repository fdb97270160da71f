import { expect, test } from 'vitest'
import { realWorld } from './real-world.ts'
import { bothSides, emitted } from './truth.ts'

test('after SIGINT or SIGTERM to the server the agents go on, and what they asked meanwhile is parked and answered by the next one', async () => {
  const world = await realWorld()
  await world.start()
  const talking = await world.create('/play flood rate=60 events=100000')
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    const asking = await world.create('/play approval pace=1.5')
    const both = [asking, talking]
    await world.until('both are at work', () => both.every((id) => world.begun(id)))
    const pids = both.map((id) => world.session(id).live?.pid)
    const token = world.session(asking).resumeToken ?? ''
    const asked = () => emitted(world, token).some(({ request }) => request)

    const server = world.server()
    expect(await world.kill(signal)).toBe(0)
    expect(server?.printed()).toMatch(/Agents go on/)
    expect(world.session(asking).asks).toEqual([])
    await world.until('the agent asks while no server is there', asked)

    await world.start()
    const [waits] = await world.until('the ask is seen', () => {
      const { asks } = world.session(asking)
      return asks.length > 0 && asks
    })
    expect(world.session(asking).state).toBe('needs-approval')
    await world.does('POST', `/approvals/${waits?.ask.id}`, { choice: 'allow' })
    await world.rest(asking)
    const { recorded, emitted: truth } = await bothSides(world, asking)
    expect(recorded).toEqual(truth)
    expect(recorded['']?.lines.at(-1)).toMatchObject({ kind: 'end', outcome: 'completed' })
    expect(both.map((id) => world.session(id).live?.pid)).toEqual(pids)
  }
  await world.enough(talking)
  const both = await bothSides(world, talking)
  expect(both.recorded).toEqual(both.emitted)
  expect(both.recorded['']?.lines.at(-1)).toMatchObject({ kind: 'end', outcome: 'interrupted' })
  expect(world.feed.faults).toEqual([])
})
