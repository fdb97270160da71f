export type Alarms<Name extends string> = {
  /** Rings once, in so many milliseconds; one that is set already is left as it is. */
  set(name: Name, ms: number): void
  /** Whether it rang since the last time it was asked. */
  rang(name: Name): boolean
  /** Nothing rings any more. */
  end(): void
}

/** Timers that only leave word and wake the one who looks. */
export function alarms<Name extends string>(wake: () => void): Alarms<Name> {
  const timers = new Map<Name, NodeJS.Timeout>()
  const ringing = new Set<Name>()
  let over = false
  return {
    set(name, ms) {
      if (over || timers.has(name) || ringing.has(name)) return
      const ring = (): void => {
        timers.delete(name)
        ringing.add(name)
        wake()
      }
      timers.set(name, setTimeout(ring, ms))
    },
    rang: (name) => ringing.delete(name),
    end() {
      over = true
      for (const timer of timers.values()) clearTimeout(timer)
    },
  }
}

/** Whether a promise settled within so many milliseconds. */
export async function within(ms: number, promise: Promise<unknown>): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<false>()
  const timer = setTimeout(() => resolve(false), ms)
  try {
    return await Promise.race([promise.then(() => true), late])
  } finally {
    clearTimeout(timer)
  }
}
