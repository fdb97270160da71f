import { expect, test } from 'vitest'
import { realWorld } from './real-world.ts'
import { bothSides, emitted } from './truth.ts'

test.each(['SIGINT', 'SIGTERM'] as const)(
  'after %s to the server the agents go on, and what they asked meanwhile is parked and answered by the next one',
  async (signal) => {
    const world = await realWorld()
    await world.start()
    const asking = await world.create('/play approval pace=3')
    const talking = await world.create('/play flood rate=60 events=300')
    await world.until(
      'both are at work',
      () => world.session(asking).turn && world.session(talking).turn,
    )
    const pids = [asking, talking].map((id) => world.session(id).live?.pid)
    expect(world.session(asking).asks).toEqual([])

    const server = world.server()
    expect(await world.kill(signal)).toBe(0)
    expect(server?.printed()).toMatch(/Agents go on/)
    const token = world.session(asking).resumeToken ?? ''
    await world.until('the agent asks while no server is there', () =>
      emitted(world, token).some(({ request }) => request),
    )

    await world.start()
    const [waits] = await world.until('the ask is seen', () => {
      const { asks } = world.session(asking)
      return asks.length > 0 && asks
    })
    expect(world.session(asking).state).toBe('needs-approval')
    await world.does('POST', `/approvals/${waits?.ask.id}`, { choice: 'allow' })
    await world.rest(asking, talking)
    for (const id of [asking, talking]) {
      const both = await bothSides(world, id)
      expect(both.recorded).toEqual(both.emitted)
      expect(both.recorded['']?.lines.at(-1)).toMatchObject({ kind: 'end', outcome: 'completed' })
    }
    expect([asking, talking].map((id) => world.session(id).live?.pid)).toEqual(pids)
    expect(world.feed.faults).toEqual([])
  },
)
