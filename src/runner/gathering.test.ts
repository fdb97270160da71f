import { expect, test } from 'vitest'
import { gathering } from './gathering.ts'

/** A clock that is set by hand, with one timer. */
function stage() {
  let clock = 0
  let timer: { at: number; call: () => void } | null = null
  let flushes = 0
  const gather = gathering(
    2,
    {
      now: () => clock,
      later(ms, call) {
        expect(timer).toBe(null)
        timer = { at: clock + ms, call }
        return () => (timer = null)
      },
    },
    () => (flushes += 1),
  )
  return {
    gather,
    flushes: () => flushes,
    waits: () => timer?.at ?? null,
    pass(ms: number) {
      clock += ms
      const due = timer
      if (!due || due.at > clock) return
      timer = null
      due.call()
    },
  }
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
