/**
 * When what is told goes up: at once where nothing did for `ms`, else so long after the last time, together with what
 * is told meanwhile. Each frame costs the server a transaction, however little is in it.
 */
export type Gathering = {
  /** It may go now. Where not, `flush` is called when it may. */
  due(): boolean
  /** Something went up. */
  sent(): void
  /** Enough is there: it is due. */
  hurry(): void
  /** Nothing is waited for. */
  cancel(): void
}

/** `now`: ms, of any clock that only goes on. */
export function gathering(ms: number, now: () => number, flush: () => void): Gathering {
  let last = -Infinity
  let timer: NodeJS.Timeout | null = null

  function cancel(): void {
    if (timer) clearTimeout(timer)
    timer = null
  }

  function hurry(): void {
    cancel()
    last = -Infinity
  }

  return {
    due() {
      const left = last + ms - now()
      if (left <= 0) return true
      timer ??= setTimeout(() => {
        hurry()
        flush()
      }, left)
      return false
    },
    sent: () => void (last = now()),
    hurry,
    cancel,
  }
}
