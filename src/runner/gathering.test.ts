import { expect, test } from 'vitest'
import { handClock } from '../../test/hand-clock.ts'
import { gathering } from './gathering.ts'

function stage() {
  const clock = handClock()
  let flushes = 0
  const gather = gathering(2, clock, () => (flushes += 1))
  return { ...clock, gather, flushes: () => flushes }
}

test('the first goes at once, what follows it two ms later', () => {
  const { gather, flushes, pass } = stage()
  expect(gather.due()).toBe(true)
  gather.sent()
  expect([gather.due(), gather.due()]).toEqual([false, false])
  pass(1.5)
  expect([gather.due(), flushes()]).toEqual([false, 0])
  pass(0.5)
  expect([gather.due(), flushes()]).toEqual([true, 1])
})

test('a frame that goes before its time begins the wait anew', () => {
  const { gather, flushes, pass } = stage()
  gather.sent()
  gather.due()
  pass(1.5)
  gather.sent()
  pass(1)
  expect([gather.due(), flushes()]).toEqual([false, 0])
  pass(1)
  expect([gather.due(), flushes()]).toEqual([true, 1])
})

test('where it is hurried nothing is waited for', () => {
  const { gather, waits } = stage()
  gather.sent()
  gather.due()
  gather.hurry()
  expect([gather.due(), waits()]).toEqual([true, null])
})
