import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { fakeServer, promptOrder, runnerWorld, startOrder } from '../../test/runner-world.ts'
import type { Report } from '../core/report.ts'
import type { SentOrder, ToRunner } from '../link/link.ts'
import { type Disk, realDisk } from './journal/disk.ts'
import { openJournal } from './journal/journal.ts'

const settledOf = (id: string) => (report: Report) =>
  report.type === 'command.settled' && report.command === id

/** What a kill of the runner would leave of its folder at this moment, in another folder. */
function asKilled(folder: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'signalbox-killed-'))
  onTestFinished(() => rmSync(copy, { recursive: true, force: true }))
  cpSync(join(folder, 'journal'), join(copy, 'journal'), { recursive: true })
  return copy
}

test('property: orders doubled and reordered on the way are carried out once each, and settled once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ copies: fc.integer({ min: 1, max: 3 }), delay: fc.nat(5) }), {
        minLength: 10,
        maxLength: 10,
      }),
      async (fate) => {
        const world = runnerWorld()
        await world.start()
        const held: { at: number; release: () => void }[] = []
        let frames = 0
        const server = fakeServer(
          world.dial({
            fromRight(frame: ToRunner, deliver) {
              if (frame.type !== 'orders') return deliver(frame)
              const { copies = 1, delay = 0 } = fate[frames++] ?? {}
              for (let copy = 0; copy < copies; copy++)
                held.push({ at: frames + delay * copy, release: () => deliver(frame) })
            },
          }),
        )
        server.welcome(0)
        const sent: SentOrder[] = [startOrder('a')]
        for (let count = 0; count < 9; count++) sent.push(promptOrder('a', `o${count}`))
        for (const order of sent) server.order(order)
        for (const { release } of held.toSorted((one, other) => one.at - other.at)) release()
        for (const { id } of sent) await server.report(settledOf(id))
        const settled = server.reports.flatMap(({ report }) =>
          report.type === 'command.settled' ? [report.command] : [],
        )
        expect(settled.toSorted()).toEqual(sent.map(({ id }) => id).toSorted())
        expect(world.provider.agents).toHaveLength(1)
        const asked = world.provider.agents[0]?.asked.map(([, , prompt]) => prompt) ?? []
        expect(asked).toEqual([...new Set(asked)])
      },
    ),
    { numRuns: 20 },
  )
})

test('an order that was settled before a restart is not carried out again after it', async () => {
  const world = runnerWorld()
  const made = await world.start()
  const server = await world.connect()
  server.order(startOrder('a'))
  await server.report(settledOf('start-a'))
  await made.end({ awaitAck: false })
  await world.start()
  const again = await world.connect(0)
  again.order(startOrder('a'), startOrder('b'))
  await again.report(settledOf('start-b'))
  expect(world.provider.agents.map(({ options }) => options.run)).toEqual(['run-a', 'run-b'])
  expect(again.reports.filter(({ report }) => settledOf('start-a')(report))).toHaveLength(1)
})

test('after a kill every open run is told as gone and every unsettled order as not settled, once', async () => {
  const world = runnerWorld()
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-left-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const left = openJournal({ folder: join(folder, 'journal'), newId: () => 'j' })
  const taken = { session: 'a', run: 'run-a' }
  left.append([
    { taken: { id: 'start-a', ...taken, type: 'start' } },
    { at: 1, session: 'a', report: { type: 'agent.started', run: 'run-a', pid: 1 } },
    { at: 1, session: 'a', report: { type: 'command.settled', command: 'start-a' } },
    { taken: { id: 'one', ...taken, type: 'prompt' } },
    { taken: { id: 'start-b', session: 'b', run: 'run-b', type: 'start' } },
  ])
  const made = await world.start({ folder })
  expect(world.reaped).toEqual(['SIGNALBOX_RUNNER=j'])
  const server = await world.connect()
  expect(server.hellos[0]?.journal).toEqual({ id: 'j', first: 1, last: 6 })
  await server.until(() => server.reports.length === 6)
  expect(server.reports.slice(2)).toMatchObject([
    { session: 'a', report: { command: 'one', error: { code: 'runner-restarted' } } },
    {
      session: 'a',
      report: { type: 'agent.exited', run: 'run-a', exit: { cause: 'runner-gone' } },
    },
    // It was cut off in its start, which is not to have failed to start.
    {
      session: 'b',
      report: { type: 'agent.exited', run: 'run-b', exit: { cause: 'runner-gone' } },
    },
    { session: 'b', report: { command: 'start-b', error: { code: 'runner-restarted' } } },
  ])
  server.order(startOrder('b'), promptOrder('a', 'one'), startOrder('c'))
  await server.report(settledOf('start-c'))
  expect(world.provider.agents.map(({ options }) => options.run)).toEqual(['run-c'])
  await made.end({ awaitAck: false })
  await world.start({ folder })
  const again = await world.connect()
  await again.until(() => again.reports.at(-1)?.seq === 9)
  expect(again.reports.filter(({ report }) => report.type === 'agent.exited')).toHaveLength(3)
})

test('at any moment a kill leaves a journal of all that the server was told', async () => {
  const world = runnerWorld()
  await world.start()
  const told: number[] = []
  const kept: number[] = []
  const server = fakeServer(world.dial(), {
    onFrame(frame) {
      if (frame.type !== 'reports') return
      told.push(frame.reports.at(-1)?.seq ?? 0)
      const journal = openJournal({
        folder: join(asKilled(world.folder), 'journal'),
        newId: () => '',
      })
      kept.push(journal.last)
    },
  })
  server.welcome(0)
  server.order(startOrder('a'))
  await server.report(settledOf('start-a'))
  for (let count = 0; count < 20; count++)
    await world.provider.agents[0]?.tell({ type: 'log', text: `${count}` })
  await server.until(() => told.at(-1) === 22)
  for (const [index, seq] of told.entries()) expect(kept[index]).toBeGreaterThanOrEqual(seq)
})

test('property: whatever a new server has already, it gets the rest once and in order', async () => {
  const world = runnerWorld()
  await world.start({ settings: { segmentBytes: 2000, window: { reports: 7, bytes: 1e9 } } })
  const first = await world.connect()
  first.order(startOrder('a'))
  await first.report(settledOf('start-a'))
  first.link.close()
  const [agent] = world.provider.agents
  // Nobody takes anything durably here, so all of it is there to be sent again.
  const again = fakeServer(world.dial(), { ack: false })
  again.link.close()
  for (let count = 0; count < 40; count++) await agent?.tell({ type: 'log', text: `${count}` })
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 2, max: 42 }), async (after) => {
      const server = fakeServer(world.dial(), { ack: false })
      server.welcome(after)
      let next = after
      while (next < 42) {
        await server.until(() => (server.reports.at(-1)?.seq ?? after) > next)
        next = server.reports.at(-1)?.seq ?? after
        server.link.send({ type: 'ack', seq: next, durable: 0 })
      }
      server.link.close()
      const numbers = server.reports.map(({ seq }) => seq)
      expect(numbers).toEqual(Array.from({ length: 42 - after }, (_, index) => after + 1 + index))
    }),
    { numRuns: 30 },
  )
})

test('a server that has more than a journal after a power cut: the numbers go on behind it, and nothing new is lost', async () => {
  const world = runnerWorld()
  const left = openJournal({ folder: join(world.folder, 'journal'), newId: () => 'j' })
  left.append([{ at: 1, session: 'a', report: { type: 'agent.started', run: 'run-a', pid: 1 } }])
  left.close()
  await world.start()
  const server = await world.connect(30)
  server.order(startOrder('b'))
  await server.report(settledOf('start-b'))
  expect(server.reports.map(({ seq, report }) => [seq, report.type])).toEqual([
    [31, 'agent.exited'],
    [32, 'agent.started'],
    [33, 'command.settled'],
  ])
})

test('a full disk holds the agents and their orders, is told, and loses nothing', async () => {
  const world = runnerWorld()
  let full = false
  const disk: Disk = {
    ...realDisk,
    write(fd, bytes) {
      if (full) throw new Error('ENOSPC: no space left on device')
      return realDisk.write(fd, bytes)
    },
  }
  await world.start({ disk, settings: { heartbeatMs: 5 } })
  const server = await world.connect()
  server.order(startOrder('a'))
  await server.report(settledOf('start-a'))
  const [agent] = world.provider.agents
  full = true
  const first = agent?.tell({ type: 'log', text: 'first' })
  const second = agent?.tell({ type: 'log', text: 'second' })
  await server.until(() => server.beats.at(-1)?.unsaved?.reason.includes('ENOSPC') === true)
  const reads = agent?.reads()
  server.order(promptOrder('a', 'one'))
  const beats = server.beats.length
  await server.until(() => server.beats.length > beats + 3)
  expect(agent?.reads()).toBe(reads)
  expect(agent?.asked).toEqual([])
  expect(server.beats.at(-1)?.unsaved?.since).toBe(server.beats[beats]?.unsaved?.since)
  full = false
  await Promise.all([first, second])
  await server.report(settledOf('one'))
  expect(agent?.asked).toEqual([['prompt', 't-one', 'p-one', 'do one']])
  expect(
    server.reports.flatMap(({ report }) => (report.type === 'log' ? [report.text] : [])),
  ).toEqual(['first', 'second'])
  await server.until(() => server.beats.at(-1)?.unsaved === null)
})

test('a server that takes nothing stops no agent: the journal takes it all, in bounded memory', async () => {
  const world = runnerWorld()
  await world.start()
  const silent = fakeServer(world.dial(), { ack: false })
  silent.welcome(0)
  silent.order(startOrder('a'))
  await silent.report(settledOf('start-a'))
  const [agent] = world.provider.agents
  const batch = Array.from(
    { length: 5000 },
    (_, index) => ({ type: 'log', text: `${index}` }) as const,
  )
  for (let count = 0; count < 20; count++) await agent?.tell(...batch)
  const sent = silent.reports.length
  expect(sent).toBeGreaterThanOrEqual(5000)
  expect(sent).toBeLessThan(5600)
  const server = await world.connect(0)
  await server.until(() => server.reports.length === 100_002)
  expect(server.reports.every(({ seq }, index) => seq === index + 1)).toBe(true)
})
