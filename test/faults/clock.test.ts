import { expect, test } from 'vitest'
import { sessionJson } from '../../src/contract/session.ts'
import { accepted, dispatchWorld } from '../dispatch-world.ts'

const hour = 3_600_000

test('a clock that jumps back changes no order, and no time that is shown runs backwards', async () => {
  const world = dispatchWorld()
  await world.it.start()
  await world.settle()
  const { id, turn } = await world.working()
  const from = world.runner()
  const call = (name: string, settled: boolean) =>
    from.report(id, {
      type: 'item.set',
      item: {
        id: name,
        kind: 'tool',
        name: 'Bash',
        tool: 'execute',
        title: name,
        status: settled ? 'completed' : 'running',
        settled,
      },
    })
  call('a', false)
  await world.pass(5_000)
  const since = world.session(id).since

  world.setClock(world.now() - 3 * hour)
  call('a', true)
  call('b', true)
  from.report(id, {
    type: 'turn.ended',
    turn,
    outcome: 'completed',
    usage: { inputTokens: 5 },
    durationMs: 0,
  })
  await world.settle()
  expect(world.session(id).since).toBeGreaterThanOrEqual(since)
  const prompt = { id: 'p2', text: 'again', by: 'person' }
  accepted(world.it.command(id, { type: 'prompt', prompt, now: false }))
  await world.settle()
  world.setClock(world.now() + 2 * hour)
  const next = from.order('prompt').order
  from.report(id, { type: 'turn.started', turn: next.turn, prompt: next.prompt })
  call('c', true)
  from.report(id, { type: 'turn.ended', turn: next.turn, outcome: 'completed' })
  await world.settle()

  const events = world.events(id)
  expect(events.map(({ version }) => version)).toEqual(events.map((_, index) => index + 1))
  expect(events.map(({ seq }) => seq)).toEqual(
    events.map(({ seq }) => seq).toSorted((a, b) => a - b),
  )
  const items = events.flatMap((event) => (event.type === 'item.set' ? [event.item.id] : []))
  expect(items).toEqual(['a', 'a', 'b', 'c'])

  for (const at of [world.now(), world.now() - 5 * hour, world.now() + 5 * hour]) {
    const shown = sessionJson(world.it.fleet, world.session(id), at)
    expect(shown.trace).toHaveLength(30)
    expect(shown.trace.every((calls) => Number.isInteger(calls) && calls >= 0)).toBe(true)
    expect(shown.trace.reduce((sum, calls) => sum + calls, 0)).toBeLessThanOrEqual(3)
    expect(shown.traceMarks).toMatch(/^[.wc]{30}$/)
    for (const time of [shown.since, shown.createdAt, shown.updatedAt])
      expect(Date.parse(time)).toBeGreaterThan(Date.UTC(2026, 0, 5))
  }
  for (const event of events)
    if (event.type === 'turn.ended' && event.durationMs !== undefined)
      expect(event.durationMs).toBeGreaterThanOrEqual(0)
  expect(world.session(id)).toMatchObject({ state: 'idle', lastOutcome: 'completed', signal: 'ok' })
  await world.it.stop(1000)
})

test('waits of a dispatcher end although the clock jumps back meanwhile', async () => {
  const world = dispatchWorld()
  await world.it.start()
  await world.settle()
  const { id } = await world.working()
  world.setClock(world.now() - hour)
  world.runner().die()
  await world.settle()
  await world.pass(1_000)
  expect(world.it.runners()[0]).toMatchObject({ state: 'up' })
  expect(world.session(id)).toMatchObject({ state: 'crashed', live: null })
  await world.it.stop(1000)
})
