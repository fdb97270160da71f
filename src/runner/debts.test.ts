import { expect, test } from 'vitest'
import { allowance, allowanceAlone, debts, pace } from './debts.ts'
import type { Page } from './journal/journal.ts'

/** Reports `from` to `to` of a session. */
function page(session: string, from: number, to: number): Page {
  const reports = Array.from({ length: to - from + 1 }, (_, index) => ({
    seq: from + index,
    at: 0,
    session,
    report: { type: 'log' as const, text: 'x' },
  }))
  return { reports, json: reports.map((one) => Buffer.from(JSON.stringify(one))), bytes: 0 }
}

/** Whether it resolves without anything more being done. */
async function atOnce(promise: Promise<void>): Promise<boolean> {
  const later = new Promise<boolean>((resolve) => setImmediate(() => resolve(false)))
  return Promise.race([promise.then(() => true), later])
}

test('one that told more than it may is held until that is taken; the others are not', async () => {
  const owed = debts(() => 0)
  owed.told(page('loud', 1, allowance.reports + 1))
  owed.told(page('quiet', allowance.reports + 2, allowance.reports + 2))
  const held = owed.room('loud')(0)
  expect(await atOnce(owed.room('quiet')(0))).toBe(true)
  expect(await atOnce(held)).toBe(false)
  owed.acked(allowance.reports + 1)
  expect(await atOnce(held)).toBe(true)
  expect(owed.last('loud')).toBe(0)
  expect(owed.last('quiet')).toBe(allowance.reports + 2)
})

test('a server that takes nothing slows an agent, and does not stop it', async () => {
  const owed = debts(() => 0)
  owed.spoke('quiet')
  owed.told(page('loud', 1, allowance.reports + 1))
  await owed.room('loud')(0)
  expect(owed.last('loud')).toBe(allowance.reports + 1)
})

test('without a server nobody is held', async () => {
  const owed = debts(() => 0)
  owed.spoke('quiet')
  owed.told(page('loud', 1, allowance.reports + 1))
  const held = owed.room('loud')(0)
  owed.forget()
  expect(await atOnce(held)).toBe(true)
  expect(await atOnce(owed.room('loud')(0))).toBe(true)
})

test('one that is alone is held only when it is further ahead than helps', async () => {
  let time = 0
  const owed = debts(() => time)
  owed.spoke('quiet')
  time = 2000
  owed.told(page('loud', 1, 2 * allowance.reports))
  expect(await atOnce(owed.room('loud')(0))).toBe(true)
  owed.told(page('loud', 2 * allowance.reports + 1, allowanceAlone.reports + 1))
  const held = owed.room('loud')(0)
  expect(await atOnce(held)).toBe(false)
  owed.acked(2 * allowance.reports)
  expect(await atOnce(held)).toBe(true)
  owed.spoke('quiet')
  expect(await atOnce(owed.room('loud')(0))).toBe(false)
})

test('one that writes faster than the pace is held beside others, and by itself it is not', async () => {
  let time = 0
  const owed = debts(() => time)
  owed.spoke('loud')
  const loud = owed.room('loud')
  expect(await atOnce(loud(100 * pace.perMs))).toBe(true)
  owed.spoke('quiet')
  owed.spoke('loud')
  expect(await atOnce(loud(pace.aheadMs * pace.perMs))).toBe(true)
  const held = loud(pace.perMs)
  expect(await atOnce(held)).toBe(false)
  await held
  time = 100
  expect(await atOnce(loud(pace.perMs))).toBe(true)
})

test('a gate counts for its own agent alone', async () => {
  const owed = debts(() => 0)
  owed.spoke('loud')
  owed.spoke('quiet')
  const held = owed.room('loud')(10 * pace.perMs)
  expect(await atOnce(owed.room('quiet')(1))).toBe(true)
  expect(await atOnce(held)).toBe(false)
  await held
})
