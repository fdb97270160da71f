import { expect, test } from 'vitest'
import { attached, delta, fakeJournal, sentNumbers, turns } from '../../test/upstream-world.ts'
import type { FromRunner, ToRunner } from '../link/link.ts'
import { linkPair } from '../link/pair.ts'
import { upstream } from './upstream.ts'

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
