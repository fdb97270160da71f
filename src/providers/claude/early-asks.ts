/**
 * Asks that came before the call that they are for. On the wire either may be first, but a person is asked
 * about what they can see: the ask waits for its call, whose input may hold the plan to be approved.
 */
export type EarlyAsks = {
  /** Opens an ask at once if its call was made, else as soon as `release` finds it so. */
  add(call: string, open: () => void): void
  waiting(): boolean
  /** Opens those whose call was made by now, and those that waited for too long: not every ask has a call. */
  release(): void
  /** Opens all of them. */
  end(): void
}

/** How long an ask waits for its call (ms). */
const patienceMs = 2000

export function earlyAsks(options: {
  now: () => number
  made: (call: string) => boolean
}): EarlyAsks {
  const { now, made } = options
  let early: { call: string; since: number; open: () => void }[] = []

  function release(due: (call: string, since: number) => boolean): void {
    const opened = early.filter(({ call, since }) => due(call, since))
    early = early.filter((one) => !opened.includes(one))
    for (const { open } of opened) open()
  }

  return {
    add(call, open) {
      if (made(call)) open()
      else early.push({ call, since: now(), open })
    },
    waiting: () => early.length > 0,
    release: () => release((call, since) => made(call) || now() - since >= patienceMs),
    end: () => release(() => true),
  }
}
