/** A clock set by hand, in ms, and the one timer that may wait on it. */
export function handClock() {
  let clock = 0
  let timer: { at: number; call: () => void } | null = null
  return {
    now: () => clock,
    later(ms: number, call: () => void) {
      if (timer) throw new Error('a second timer, while one waits')
      const mine = { at: clock + ms, call }
      timer = mine
      return () => void (timer === mine && (timer = null))
    },
    /** When the timer is due; null where none waits. */
    waits: () => timer?.at ?? null,
    /** The clock alone goes on. */
    leap: (ms: number) => void (clock += ms),
    pass(ms: number) {
      clock += ms
      const due = timer
      if (!due || due.at > clock) return
      timer = null
      due.call()
    },
  }
}
