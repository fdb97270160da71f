import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  emptyTrace,
  tracedTogether,
  traceAt,
  traceCall,
  traceMark,
  traceShown,
  traceStepMs,
  traceSteps,
} from './trace.ts'

const t = 1_800_000_000_000
const step = traceStepMs
const calls = (trace: typeof emptyTrace) => trace.calls.slice(-5)
const marks = (trace: typeof emptyTrace) => trace.marks.slice(-5)

test('calls count in the step in which they begin', () => {
  const trace = [t, t + 1, t + step, t + 3 * step].reduce(traceCall, emptyTrace)
  expect(calls(trace)).toEqual([0, 2, 1, 0, 1])
})

test('older steps fall off, and after an hour all of them', () => {
  const trace = traceCall(emptyTrace, t)
  expect(traceAt(trace, t + 2 * step).calls.slice(-3)).toEqual([1, 0, 0])
  expect(traceAt(trace, t + traceSteps * step)).toMatchObject({
    calls: emptyTrace.calls,
    marks: emptyTrace.marks,
  })
})

test('a clock that went back counts where it says, or in the newest step when that is too long ago', () => {
  const trace = traceCall(emptyTrace, t)
  expect(calls(traceCall(trace, t - 2 * step))).toEqual([0, 0, 1, 0, 1])
  expect(calls(traceCall(trace, t - 99 * step))).toEqual([0, 0, 0, 0, 2])
  expect(traceAt(trace, t - step)).toBe(trace)
  expect(marks(traceMark(trace, t, t - step, 'c'))).toBe('...c.')
})

test('traces of agents that work together are one, whichever of them was heard last', () => {
  const lead = { trace: traceCall(traceCall(emptyTrace, t), t), asks: [] }
  const waits = { since: t + 2 * step }
  const below = { trace: traceMark(traceCall(emptyTrace, t + step), t, t, 'c'), asks: [waits] }
  expect(tracedTogether([lead])).toBe(lead)
  const both = tracedTogether([lead, below])
  expect(calls(both.trace)).toEqual([0, 0, 0, 2, 1])
  expect(marks(traceShown(both, t + 3 * step))).toBe('.c.ww')
})

test('a wait marks every step from the ask to the answer', () => {
  expect(marks(traceMark(emptyTrace, t - 2 * step, t, 'w'))).toBe('..www')
  expect(traceMark(emptyTrace, t - 99 * step, t, 'w').marks).toBe('w'.repeat(traceSteps))
})

test('a crash is not painted over by a wait', () => {
  const crashed = traceMark(emptyTrace, t, t, 'c')
  expect(marks(traceMark(crashed, t - step, t + step, 'w'))).toBe('..wcw')
})

test('a wait that goes on is shown as far as it came', () => {
  const shown = traceShown(
    { trace: traceCall(emptyTrace, t), asks: [{ since: t + step }] },
    t + 3 * step,
  )
  expect([calls(shown), marks(shown)]).toEqual([[0, 1, 0, 0, 0], '..www'])
})

test('a trace keeps its length, whatever the clock does', () => {
  const times = fc.array(fc.integer({ min: 0, max: 4e12 }))
  fc.assert(
    fc.property(times, (all) => {
      const trace = all.reduce(
        (s, at, i) => traceMark(traceCall(s, at), all[i - 1] ?? at, at, 'w'),
        emptyTrace,
      )
      expect(trace.calls).toHaveLength(traceSteps)
      expect(trace.marks).toMatch(/^[.w]{30}$/)
      expect(trace.calls.every((count) => count >= 0)).toBe(true)
    }),
  )
})
