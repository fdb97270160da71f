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
  const step = stepOf(now, at)
  return { ...now, calls: now.calls.with(step, (now.calls[step] ?? 0) + 1) }
}

/** Marks the steps from `from` to `at`. A crash is not painted over by a wait. */
export function traceMark(trace: Trace, from: number, at: number, mark: 'w' | 'c'): Trace {
  const now = traceAt(trace, at)
  const end = stepOf(now, at)
  const begin = Math.min(end, Math.max(0, place(now, from)))
  const marks = Array.from(now.marks)
    .map((old, step) => (step < begin || step > end || old === 'c' ? old : mark))
    .join('')
  return { ...now, marks }
}

/** A trace with the waits that go on. */
export type Traced = { trace: Trace; asks: readonly { since: number }[] }

/** An agent's trace and those of the agents below it as one: calls add up, and no crash or wait is lost. */
export function tracedTogether([first, ...others]: readonly [Traced, ...Traced[]]): Traced {
  if (others.length === 0) return first
  const all = [first, ...others]
  const last = Math.max(...all.map(({ trace }) => trace.last))
  const moved = all.map(({ trace }) => traceAt(trace, last * traceStepMs))
  const steps = Array.from({ length: traceSteps }, (_, step) => step)
  const markAt = (step: number) => {
    const marks = moved.map((trace) => trace.marks[step])
    return marks.includes('c') ? 'c' : marks.includes('w') ? 'w' : '.'
  }
  return {
    trace: {
      last,
      calls: steps.map((step) => moved.reduce((sum, { calls }) => sum + (calls[step] ?? 0), 0)),
      marks: steps.map(markAt).join(''),
    },
    asks: all.flatMap(({ asks }) => asks),
  }
}

/** The trace as it is shown at `at`: moved on, with the waits that go on still marked. */
export function traceShown({ trace, asks }: Traced, at: number): Trace {
  return asks.reduce((shown, { since }) => traceMark(shown, since, at, 'w'), traceAt(trace, at))
}

/** Where a time stands; below 0: before the hour that is kept. */
function place(trace: Trace, at: number): number {
  return traceSteps - 1 - (trace.last - Math.floor(at / traceStepMs))
}

/** The step of a time; the newest where the clock went back further than is kept. */
function stepOf(trace: Trace, at: number): number {
  const step = place(trace, at)
  return step < 0 ? traceSteps - 1 : step
}
