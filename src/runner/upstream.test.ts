import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FromRunner, ToRunner } from '../link/link.ts'
import { linkPair } from '../link/pair.ts'
import type { Journaled } from '../core/report.ts'
import { upstream } from './upstream.ts'

const report = (seq: number): Journaled => ({
  seq,
  at: 0,
  session: 's',
  report: { type: 'log', text: `${seq}` },
})

const page = (reports: Journaled[], bytes: number) => ({
  reports,
  json: reports.map((one) => Buffer.from(JSON.stringify(one))),
  bytes,
})

/** A journal in memory that counts its pages. */
function fakeJournal(last: number) {
  return {
    last,
    read(after: number, most: { reports: number }) {
      const count = Math.min(most.reports, this.last - after)
      const reports = Array.from({ length: count }, (_, index) => report(after + 1 + index))
      return page(reports, 100 * count)
    },
  }
}

const window = { reports: 5000, bytes: 8 * 1024 * 1024 }
const sentNumbers = (sent: FromRunner[]): number[] =>
  sent.flatMap((frame) => (frame.type === 'reports' ? frame.reports.map(({ seq }) => seq) : []))

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve))
}

test('property: whatever the server has, it gets the rest once, in order, in frames of bounded size', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 3000 }), fc.nat(3000), async (last, offset) => {
      const after = Math.min(last, offset)
      const pair = linkPair<FromRunner, ToRunner>()
      const up = upstream({ journal: fakeJournal(last), window, onTrouble: () => undefined })
      up.attach(pair.left, after)
      await turns(20)
      const numbers = sentNumbers(pair.leftSent)
      expect(numbers).toEqual(Array.from({ length: last - after }, (_, index) => after + 1 + index))
      for (const frame of pair.leftSent)
        if (frame.type === 'reports') expect(frame.reports.length).toBeLessThanOrEqual(256)
    }),
    { numRuns: 50 },
  )
})

test('what is new goes out at once, without the disk, when the server has the rest', () => {
  const journal = { ...fakeJournal(0), read: () => page([], 0) }
  const pair = linkPair<FromRunner, ToRunner>()
  const up = upstream({ journal, window, onTrouble: () => undefined })
  up.attach(pair.left, 0)
  journal.last = 1
  up.told(page([report(1)], 100))
  expect(sentNumbers(pair.leftSent)).toEqual([1])
})

test('a server that acknowledges nothing of 100,000 reports is sent one window, and the rest when it does', async () => {
  const journal = fakeJournal(0)
  const pair = linkPair<FromRunner, ToRunner>()
  const up = upstream({ journal, window, onTrouble: () => undefined })
  up.attach(pair.left, 0)
  const reading = (async () => {
    for await (const _ of pair.right.frames) continue
  })()
  for (let seq = 1; seq <= 100_000; seq += 10) {
    journal.last = seq + 9
    up.told(
      page(
        Array.from({ length: 10 }, (_, index) => report(seq + index)),
        1000,
      ),
    )
  }
  await turns(50)
  const first = sentNumbers(pair.leftSent)
  expect(first.length).toBeGreaterThanOrEqual(5000)
  expect(first.length).toBeLessThan(5000 + 256)
  for (let taken = 0; taken < 100_000;) {
    const frame = pair.leftSent.at(-1)
    taken = frame?.type === 'reports' ? (frame.reports.at(-1)?.seq ?? 0) : 0
    up.ack(taken)
    await turns(30)
  }
  expect(sentNumbers(pair.leftSent)).toEqual(
    Array.from({ length: 100_000 }, (_, index) => index + 1),
  )
  pair.cut()
  await reading
})

test('what is told while the window is full is sent without the disk when there is room, in whole frames', async () => {
  const journal = { ...fakeJournal(0), reads: 0 }
  const read = journal.read.bind(journal)
  journal.read = (after, most) => ((journal.reads += 1), read(after, most))
  const pair = linkPair<FromRunner, ToRunner>()
  const up = upstream({
    journal,
    window: { reports: 5, bytes: 1e9 },
    onTrouble: () => undefined,
  })
  up.attach(pair.left, 0)
  for (let seq = 1; seq <= 1000; seq += 5) {
    journal.last = seq + 4
    const reports = Array.from({ length: 5 }, (_, index) => report(seq + index))
    up.told(page(reports, 500))
  }
  expect(sentNumbers(pair.leftSent)).toHaveLength(5)
  for (let taken = 5; taken < 1000; taken = sentNumbers(pair.leftSent).at(-1) ?? 0) {
    up.ack(taken)
    await turns(5)
  }
  expect(sentNumbers(pair.leftSent)).toEqual(Array.from({ length: 1000 }, (_, index) => index + 1))
  expect(pair.leftSent.length).toBeLessThan(10)
  expect(journal.reads).toBe(0)
})

test('a server that falls far behind is read to from the disk, and from memory again when it is near', async () => {
  const journal = { ...fakeJournal(0), reads: 0 }
  const read = journal.read.bind(journal)
  journal.read = (after, most) => ((journal.reads += 1), read(after, most))
  const pair = linkPair<FromRunner, ToRunner>()
  let clock = 0
  const up = upstream({
    journal,
    window: { reports: 50, bytes: 1e9 },
    now: () => (clock += 10),
    onTrouble: () => undefined,
  })
  up.attach(pair.left, 0)
  const tell = (from: number, count: number, bytes: number) => {
    journal.last = from + count - 1
    up.told(
      page(
        Array.from({ length: count }, (_, index) => report(from + index)),
        bytes,
      ),
    )
  }
  for (let seq = 1; seq <= 1000; seq += 10) tell(seq, 10, 50_000)
  for (let taken = 0; taken < 1000; taken = sentNumbers(pair.leftSent).at(-1) ?? 0) {
    up.ack(taken)
    await turns(5)
  }
  expect(sentNumbers(pair.leftSent)).toEqual(Array.from({ length: 1000 }, (_, index) => index + 1))
  expect(journal.reads).toBeGreaterThan(0)
  const before = journal.reads
  up.ack(1000)
  tell(1001, 60, 6000)
  tell(1061, 10, 1000)
  up.ack(1060)
  await turns(5)
  expect(sentNumbers(pair.leftSent).at(-1)).toBe(1070)
  expect(journal.reads).toBe(before)
})

test('the window is bounded in bytes too', async () => {
  const journal = fakeJournal(1000)
  const pair = linkPair<FromRunner, ToRunner>()
  const up = upstream({
    journal,
    window: { reports: 5000, bytes: 30_000 },
    onTrouble: () => undefined,
  })
  up.attach(pair.left, 0)
  await turns(20)
  expect(sentNumbers(pair.leftSent)).toHaveLength(512)
})

test('deltas go only to a server that has everything else', () => {
  const journal = fakeJournal(0)
  const pair = linkPair<FromRunner, ToRunner>()
  const up = upstream({ journal, window: { reports: 1, bytes: 1e9 }, onTrouble: () => undefined })
  const delta = { session: 's', id: 'i', kind: 'message', offset: 0, text: 'a' } as const
  up.deltas([delta])
  up.attach(pair.left, 0)
  up.deltas([delta])
  expect(pair.leftSent).toEqual([{ type: 'deltas', deltas: [delta] }])
  for (const seq of [1, 2]) {
    journal.last = seq
    up.told(page([report(seq)], 10))
  }
  up.deltas([delta])
  expect(pair.leftSent.filter(({ type }) => type === 'deltas')).toHaveLength(1)
})

test('what is told shortly behind a frame goes with all that comes meanwhile, pieces of texts behind reports', async () => {
  const journal = { ...fakeJournal(0), read: () => page([], 0) }
  const pair = linkPair<FromRunner, ToRunner>()
  let clock = 0
  const up = upstream({ journal, window, now: () => clock, onTrouble: () => undefined })
  up.attach(pair.left, 0)
  const tell = (seq: number) => {
    journal.last = seq
    up.told(page([report(seq)], 100))
  }
  const delta = { session: 's', id: 'i', kind: 'message', offset: 0, text: 'a' } as const
  tell(1)
  await turns(2)
  tell(2)
  up.deltas([delta])
  tell(3)
  up.deltas([{ ...delta, offset: 1, text: 'b' }])
  await turns(2)
  expect(sentNumbers(pair.leftSent)).toEqual([1])
  while (pair.leftSent.length < 3) await turns(1)
  expect(sentNumbers(pair.leftSent)).toEqual([1, 2, 3])
  expect(pair.leftSent.at(-1)).toEqual({ type: 'deltas', deltas: [{ ...delta, text: 'ab' }] })
  expect(pair.leftSent).toHaveLength(3)
  await turns(2)
  clock += 10
  tell(4)
  expect(sentNumbers(pair.leftSent)).toEqual([1, 2, 3, 4])
})

test('much is waited for no longer, however short the time since the last frame', async () => {
  const journal = { ...fakeJournal(0), read: () => page([], 0) }
  const pair = linkPair<FromRunner, ToRunner>()
  const up = upstream({ journal, window, now: () => 0, onTrouble: () => undefined })
  up.attach(pair.left, 0)
  journal.last = 1
  up.told(page([report(1)], 100))
  await turns(2)
  const delta = { session: 's', id: 'i', kind: 'message', offset: 0, text: 'a' } as const
  up.deltas([delta])
  journal.last = 200
  up.told(
    page(
      Array.from({ length: 199 }, (_, index) => report(2 + index)),
      20_000,
    ),
  )
  expect(sentNumbers(pair.leftSent)).toHaveLength(200)
  await turns(2)
  up.deltas([{ ...delta, text: 'a'.repeat(100_000) }])
  expect(pair.leftSent.at(-1)).toMatchObject({ type: 'deltas', deltas: [delta, {}] })
})

test('waiting until all is taken ends with the acknowledgement, or with the connection', async () => {
  const journal = fakeJournal(3)
  const pair = linkPair<FromRunner, ToRunner>()
  const up = upstream({ journal, window, onTrouble: () => undefined })
  await up.allTaken()
  up.attach(pair.left, 0)
  await turns(2)
  let taken = false
  const all = up.allTaken().then(() => (taken = true))
  up.ack(2)
  await turns(2)
  expect(taken).toBe(false)
  up.ack(3)
  await all
  journal.last = 4
  const gone = up.allTaken()
  up.detach(pair.left)
  await gone
})
