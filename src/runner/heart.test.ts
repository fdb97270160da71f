import { beforeEach, expect, test, vi } from 'vitest'
import { heart } from './heart.ts'

beforeEach(() => {
  vi.useFakeTimers()
  return () => vi.useRealTimers()
})

function beating() {
  const seen = { beats: 0, left: 0, healed: 0, pruned: 0 }
  const state = { useless: true }
  const pulse = heart({
    beatMs: 2000,
    idleExitMs: 60_000,
    listener: { heal: () => Promise.resolve(void seen.healed++), close: () => Promise.resolve() },
    beat: () => void seen.beats++,
    useless: () => state.useless,
    leave: () => void seen.left++,
    prune: () => void seen.pruned++,
    onTrouble: () => undefined,
  })
  return { seen, state, pulse }
}

test('it beats, and leaves after a minute of being useless', () => {
  const { seen, pulse } = beating()
  vi.advanceTimersByTime(60_000)
  expect(seen).toMatchObject({ beats: 30, left: 0 })
  vi.advanceTimersByTime(2000)
  expect(seen.left).toBe(1)
  pulse.stop()
})

test('being of use begins the minute anew', () => {
  const { seen, state, pulse } = beating()
  vi.advanceTimersByTime(50_000)
  state.useless = false
  vi.advanceTimersByTime(120_000)
  state.useless = true
  vi.advanceTimersByTime(60_000)
  expect(seen.left).toBe(0)
  vi.advanceTimersByTime(4000)
  expect(seen.left).toBeGreaterThan(0)
  pulse.stop()
})

test('it looks after its socket and its files, and stops when told', () => {
  const { seen, pulse } = beating()
  vi.advanceTimersByTime(20_000)
  expect(seen).toMatchObject({ healed: 2, pruned: 2 })
  pulse.stop()
  vi.advanceTimersByTime(120_000)
  expect(seen).toMatchObject({ healed: 2, beats: 10, left: 0 })
})
