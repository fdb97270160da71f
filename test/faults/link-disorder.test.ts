import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Report } from '../../src/core/report.ts'
import type { FromRunner } from '../../src/link/link.ts'
import { dispatchWorld } from '../dispatch-world.ts'

type Said = { report: Report; child?: string }

/** What an agent with a subagent says in one turn, in pieces of every kind. */
const said = fc.array(
  fc.oneof(
    fc.record({
      n: fc.nat(5),
      child: fc.boolean(),
      what: fc.constantFrom('message', 'tool', 'plan', 'measured'),
    }),
  ),
  { minLength: 3, maxLength: 25 },
)

/** What the network does to each frame: hands it on at once, twice, or behind so many others. */
const network = fc.array(fc.record({ twice: fc.boolean(), behind: fc.nat(4) }), {
  minLength: 1,
  maxLength: 12,
})

function reports(words: { n: number; child: boolean; what: string }[]): Said[] {
  const whole = words.map(({ n, child, what }, index): Said => {
    const to = child ? { child: 'kid' } : {}
    const text = `${what} ${n} at ${index}`
    if (what === 'message')
      return {
        report: {
          type: 'item.set',
          item: { id: `m${index}`, kind: 'message', text, settled: true },
        },
        ...to,
      }
    if (what === 'tool')
      return {
        report: {
          type: 'item.set',
          item: {
            id: `t${n}`,
            kind: 'tool',
            name: 'Bash',
            tool: 'execute',
            title: text,
            status: 'running',
            settled: false,
          },
        },
        ...to,
      }
    if (what === 'plan')
      return {
        report: {
          type: 'item.set',
          item: { id: 'plan', kind: 'plan', settled: true, entries: [{ text, status: 'pending' }] },
        },
        ...to,
      }
    return { report: { type: 'context.measured', used: index, size: 1000 }, ...to }
  })
  const start: Said = { report: { type: 'child.started', key: 'kid', name: 'kid', prompt: 'help' } }
  const end: Said = { report: { type: 'child.ended', key: 'kid', outcome: 'completed' } }
  return [start, ...whole, end]
}

test('reports that come doubled, reordered and late are recorded as if they had come in order', async () => {
  await fc.assert(
    fc.asyncProperty(said, network, fc.nat(30), async (words, tricks, cutAfter) => {
      const told = reports(words)
      const orderly = await recordedBy(told, [], -1)
      const disorderly = await recordedBy(told, tricks, cutAfter)
      expect(disorderly).toEqual(orderly)
    }),
    { numRuns: 60 },
  )
})

/** The events of a turn in which all this is said, over a link that plays its tricks and is cut once. */
async function recordedBy(
  told: readonly Said[],
  tricks: readonly { twice: boolean; behind: number }[],
  cutAfter: number,
) {
  const world = dispatchWorld()
  await world.it.start()
  await world.settle()
  const { id, turn } = await world.working()
  const runner = world.runner()
  let late: { frame: FromRunner; deliver: (frame: FromRunner) => void; left: number }[] = []
  let count = 0
  runner.passage = (frame, deliver) => {
    const trick =
      frame.type === 'reports' ? tricks[count++ % Math.max(1, tricks.length)] : undefined
    if (trick && trick.behind > 0) late.push({ frame, deliver, left: trick.behind })
    else deliver(frame)
    if (trick?.twice) deliver(frame)
    const due = late.filter((one) => --one.left < 0)
    late = late.filter((one) => !due.includes(one))
    for (const one of due) one.deliver(one.frame)
  }
  for (const [index, { report, child }] of told.entries()) {
    runner.report(id, report, child)
    if (index === cutAfter) {
      late = []
      runner.cut()
      await world.settle()
      await world.pass(600)
    }
  }
  runner.passage = (frame, deliver) => deliver(frame)
  for (const { frame, deliver } of late.splice(0).toReversed()) deliver(frame)
  await world.settle()
  runner.report(id, { type: 'turn.ended', turn, outcome: 'completed', usage: { inputTokens: 7 } })
  await world.settle()
  // What is still missing is asked for again.
  await world.pass(5_000)

  const ids = [id, ...world.it.fleet.descendants(id).map((child) => child.id)]
  const events = ids.map((one) =>
    world.events(one).map(({ at: _at, seq: _seq, ...event }) => event),
  )
  expect(world.session(id)).toMatchObject({ state: 'idle', lastOutcome: 'completed' })
  await world.it.stop(1000)
  return events
}
