/** What is told only when its moment has come. */
export type Held = {
  /** Told as soon as `release` finds it `ready`; left out: when somebody says so, or it waited for long enough. */
  hold(tell: () => void, ready?: () => boolean): void
  waiting(): boolean
  /** Tells those that are ready, and those that waited for `ms`; without it all of them. */
  release(ms?: number): void
}

export function held(now: () => number): Held {
  let all: { since: number; tell: () => void; ready: () => boolean }[] = []
  return {
    hold: (tell, ready = () => false) => void all.push({ since: now(), tell, ready }),
    waiting: () => all.length > 0,
    release(ms = 0) {
      const due = all.filter(({ since, ready }) => ready() || now() - since >= ms)
      all = all.filter((one) => !due.includes(one))
      for (const { tell } of due) tell()
    },
  }
}
