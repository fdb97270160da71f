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

/** A clock set by hand, and the one timer that waits on it. */
function handClock() {
  let clock = 0
  let timer: { at: number; call: () => void } | null = null
  return {
    now: () => clock,
    later(ms: number, call: () => void) {
      const mine = { at: clock + ms, call }
      timer = mine
      return () => void (timer === mine && (timer = null))
    },
    /** The clock alone goes on. */
    leap: (ms: number) => void (clock += ms),
    pass(ms: number) {
      clock += ms
      const due = timer
      if (!due || due.at > clock) return
      timer = null
      due.call()
    },
  }
}

const delta = { session: 's', id: 'i', kind: 'message', offset: 0, text: 'a' } as const

/** An upstream on a clock set by hand, with a server that has all of an empty journal. */
function attached(limit = window) {
  const journal = fakeJournal(0)
  const clock = handClock()
  const pair = linkPair<FromRunner, ToRunner>()
  const up = upstream({ journal, window: limit, ...clock, onTrouble: () => undefined })
  up.attach(pair.left, 0)
  const tell = (...seqs: number[]) => {
    journal.last = seqs.at(-1) ?? 0
    up.told(page(seqs.map(report), 100 * seqs.length))
  }
  return { up, pair, clock, tell, types: () => pair.leftSent.map(({ type }) => type) }
}

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

test('deltas go only to a server that has everything else', async () => {
  const { up, clock, tell, types } = attached({ reports: 1, bytes: 1e9 })
  up.deltas([delta])
  expect(types()).toEqual(['deltas'])
  for (const seq of [1, 2]) {
    clock.pass(10)
    tell(seq)
    await turns(2)
  }
  // The second report waits for room in the window: a later one tells what the piece does.
  up.deltas([delta])
  clock.pass(10)
  await turns(2)
  expect(types()).toEqual(['deltas', 'reports'])
  up.ack(1)
  await turns(2)
  clock.pass(10)
  expect(types()).toEqual(['deltas', 'reports', 'reports'])
  up.deltas([delta])
  expect(types()).toEqual(['deltas', 'reports', 'reports', 'deltas'])
})

test('what was told before a server came, and pieces that its predecessor did not get, are not told in pieces', async () => {
  const { up, pair, clock, tell } = attached()
  tell(1)
  await turns(2)
  tell(2)
  up.deltas([delta])
  up.detach(pair.left)
  const next = linkPair<FromRunner, ToRunner>()
  up.attach(next.left, 1)
  for (let ms = 0; ms < 5; ms += 1) {
    clock.pass(1)
    await turns(2)
  }
  expect(sentNumbers(pair.leftSent)).toEqual([1])
  expect(next.leftSent.map(({ type }) => type)).toEqual(['reports'])
  expect(sentNumbers(next.leftSent)).toEqual([2])
})

test('pieces of one session go with the frames of another, however many follow each other', async () => {
  const { up, clock, tell, types } = attached()
  tell(1)
  await turns(2)
  up.deltas([{ ...delta, session: 'other' }])
  // Due by the clock, before its timer had its turn.
  clock.leap(10)
  tell(2)
  expect(types()).toEqual(['reports', 'reports', 'deltas'])
})

test('pieces for a server that reads nothing are let go at 64 KiB', async () => {
  const { up, pair, tell, types, clock } = attached()
  const stuck = { ...pair.left, backlog: () => 2e6, drained: () => new Promise<void>(() => {}) }
  up.attach(stuck, 0)
  tell(1)
  await turns(2)
  tell(2)
  for (let offset = 0; offset < 100_000; offset += 1000) {
    up.deltas([{ ...delta, offset, text: 'a'.repeat(1000) }])
    clock.pass(1)
  }
  expect(types()).toEqual(['reports'])
  up.detach(stuck)
  await turns(2)
  expect(types()).toEqual(['reports'])
})

test('what is told while nobody is there, or while a server has not what was before it, is not told in pieces', async () => {
  const journal = fakeJournal(3)
  const pair = linkPair<FromRunner, ToRunner>()
  const up = upstream({ journal, window: { reports: 1, bytes: 1e9 }, onTrouble: () => undefined })
  up.deltas([delta])
  up.attach(pair.left, 0)
  up.deltas([delta])
  await turns(2)
  while (sentNumbers(pair.leftSent).at(-1) !== 3) {
    up.ack(sentNumbers(pair.leftSent).at(-1) ?? 0)
    await turns(2)
  }
  expect(pair.leftSent.every(({ type }) => type === 'reports')).toBe(true)
})

test('ending does not wait for a server whose window is full, nor for a journal that cannot be read', async () => {
  const { up, tell, types } = attached({ reports: 1, bytes: 1e9 })
  tell(1)
  tell(2)
  await up.flushed()
  expect(types()).toEqual(['reports'])
  const troubles: string[] = []
  const broken = {
    ...fakeJournal(1),
    read: () => {
      throw new Error('EIO')
    },
  }
  const pair = linkPair<FromRunner, ToRunner>()
  const other = upstream({ journal: broken, window, onTrouble: (text) => troubles.push(text) })
  other.attach(pair.left, 0)
  await other.flushed()
  // Once when the server came, and once more at the end.
  const trouble = 'The journal could not be read: Error: EIO.'
  expect(troubles).toEqual([trouble, trouble])
})

test('nothing waits any more when it is to end', async () => {
  const { up, pair, tell } = attached()
  for (const seq of [1, 2, 3]) tell(seq)
  expect(sentNumbers(pair.leftSent)).toEqual([1])
  await up.flushed()
  expect(sentNumbers(pair.leftSent)).toEqual([1, 2, 3])
  up.detach(pair.left)
  await up.flushed()
})

test('what is told shortly behind a frame goes with all that comes meanwhile, pieces of texts behind reports', async () => {
  const { up, pair, clock, tell } = attached()
  tell(1)
  await turns(2)
  tell(2)
  up.deltas([delta])
  tell(3)
  up.deltas([{ ...delta, offset: 1, text: 'b' }])
  clock.pass(1)
  await turns(2)
  expect(sentNumbers(pair.leftSent)).toEqual([1])
  clock.pass(1)
  expect(sentNumbers(pair.leftSent)).toEqual([1, 2, 3])
  expect(pair.leftSent.at(-1)).toEqual({ type: 'deltas', deltas: [{ ...delta, text: 'ab' }] })
  expect(pair.leftSent).toHaveLength(3)
  await turns(2)
  clock.pass(2)
  tell(4)
  expect(sentNumbers(pair.leftSent)).toEqual([1, 2, 3, 4])
})

test('a piece that is told while a frame is on its way out is not lost', async () => {
  const { up, clock, tell, types } = attached()
  // In one turn of the loop: the second report waits until the first is out, the piece for the second.
  tell(1)
  tell(2)
  clock.pass(10)
  up.deltas([delta])
  await turns(3)
  clock.pass(10)
  expect(types()).toEqual(['reports', 'reports', 'deltas'])
})

test('much is waited for no longer, however short the time since the last frame', async () => {
  const { up, pair, tell } = attached()
  tell(1)
  await turns(2)
  up.deltas([delta])
  tell(...Array.from({ length: 199 }, (_, index) => 2 + index))
  expect(sentNumbers(pair.leftSent)).toHaveLength(200)
  expect(pair.leftSent.at(-1)).toEqual({ type: 'deltas', deltas: [delta] })
  await turns(2)
  const long = { ...delta, offset: 1, text: 'a'.repeat(100_000) }
  up.deltas([long])
  expect(pair.leftSent.at(-1)).toEqual({ type: 'deltas', deltas: [long] })
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
