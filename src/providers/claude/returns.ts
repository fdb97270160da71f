/**
 * Ends of subagents that the agent did not wait for. It goes on with what each brought a moment after the
 * end was told: until then the subagent counts as at work, for else all would seem to be over.
 */
export type Returns = {
  /** An end is told when the agent has gone on, or will not. */
  hold(tell: () => void): void
  waiting(): boolean
  /** Tells those that wait; with `ms`, only those that waited for that long. */
  release(ms?: number): void
}

export function returns(now: () => number): Returns {
  let held: { since: number; tell: () => void }[] = []
  return {
    hold: (tell) => void held.push({ since: now(), tell }),
    waiting: () => held.length > 0,
    release(ms = 0) {
      const due = held.filter(({ since }) => now() - since >= ms)
      held = held.filter((one) => !due.includes(one))
      for (const { tell } of due) tell()
    },
  }
}
