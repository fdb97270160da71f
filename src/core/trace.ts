/** The last hour in 30 steps of two minutes: tool calls begun, and what marked the step. */
export type Trace = {
  /** Number of the newest step since 1970. */
  last: number
  calls: number[]
  /** One letter a step: `.` nothing, `w` waited for the person, `c` crashed. */
  marks: string
}

export const traceSteps = 30
export const traceStepMs = 120_000

export const emptyTrace: Trace = {
  last: 0,
  calls: Array.from({ length: traceSteps }, () => 0),
  marks: '.'.repeat(traceSteps),
}

/** The trace as it stands at `at`: older steps fall off. A clock that went back moves nothing. */
export function traceAt(trace: Trace, at: number): Trace {
  const now = Math.floor(at / traceStepMs)
  const by = Math.min(now - trace.last, traceSteps)
  if (by <= 0) return trace
  return {
    last: now,
    calls: [...trace.calls.slice(by), ...Array.from({ length: by }, () => 0)],
    marks: trace.marks.slice(by) + '.'.repeat(by),
  }
}

export function traceCall(trace: Trace, at: number): Trace {
  const now = traceAt(trace, at)
  const calls = now.calls.with(-1, (now.calls.at(-1) ?? 0) + 1)
  return { ...now, calls }
}

/** Marks the steps from `from` to `at`. A crash is not painted over by a wait. */
export function traceMark(trace: Trace, from: number, at: number, mark: 'w' | 'c'): Trace {
  const now = traceAt(trace, at)
  const steps = Math.max(1, now.last - Math.floor(from / traceStepMs) + 1)
  const first = Math.max(0, traceSteps - steps)
  const marks = [...now.marks].map((old, i) => (i < first || old === 'c' ? old : mark)).join('')
  return { ...now, marks }
}
