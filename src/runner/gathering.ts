/** Calls later; what comes back calls it off. */
export type Later = (ms: number, call: () => void) => () => void

/**
 * When what is told goes up: at once where nothing did for `ms`, else so long after the last time, together with what
 * is told meanwhile.
 */
export type Gathering = {
  /** It may go now. Where not, `flush` is called when it may. */
  due(): boolean
  /** Something went up. */
  sent(): void
  /** No longer is anything waited for: it is due. */
  hurry(): void
}

/** `now`: ms, of any clock that only goes on. */
export function gathering(
  ms: number,
  { now, later }: { now: () => number; later: Later },
  flush: () => void,
): Gathering {
  let last = -Infinity
  let cancel: (() => void) | null = null

  function hurry(): void {
    cancel?.()
    cancel = null
    last = -Infinity
  }

  function wait(left: number): void {
    cancel = later(left, () => {
      hurry()
      flush()
    })
  }

  return {
    due() {
      const left = last + ms - now()
      if (left > 0 && !cancel) wait(left)
      return left <= 0
    },
    sent() {
      last = now()
      if (!cancel) return
      cancel()
      wait(ms)
    },
    hurry,
  }
}
