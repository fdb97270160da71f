import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  attached,
  fakeJournal,
  page,
  report,
  sentNumbers,
  turns,
  window,
} from '../../test/upstream-world.ts'
import type { FromRunner, ToRunner } from '../link/link.ts'
import { linkPair } from '../link/pair.ts'
import { upstream } from './upstream.ts'

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
