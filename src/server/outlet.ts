/** One client's connection, as far as the feed needs it. */
export type Socket = {
  /** `sent` is called once the bytes left this process, or never will. */
  send(frame: Buffer, sent: () => void): void
  close(code: number, reason: string): void
}

/** What waits for one client. Bounded: a client that does not read is never waited for in memory. */
export type Outlet = {
  /** False when too much waits already: the frame was not taken. */
  push(frame: string): boolean
  /** Forgets what was not given to the socket yet. */
  drop(): void
  /** Bytes that wait, here and in the socket. */
  waiting(): number
  /** Resolves when no more than `bytes` wait. */
  below(bytes: number): Promise<void>
}

/**
 * The most that may wait for one client, in bytes. The frame that goes beyond it is the last one; one that is
 * longer by itself is not counted, or a client would fall behind again with whatever follows it.
 */
export const outletLimit = 4 * 1024 * 1024
/** How much of it the socket itself is given: that part cannot be taken back. */
const socketShare = 256 * 1024

export function outlet(socket: Socket): Outlet {
  const queue: Buffer[] = []
  const waiters: { bytes: number; resolve: () => void }[] = []
  let held = 0
  let flying = 0
  /** A frame above the limit that waits: never more than one. */
  let huge: Buffer | null = null

  function pump() {
    while (flying < socketShare) {
      const frame = queue.shift()
      if (frame === undefined) break
      held -= frame.byteLength
      give(frame)
    }
  }

  function give(frame: Buffer) {
    flying += frame.byteLength
    let once = false
    socket.send(frame, () => {
      if (once) return
      once = true
      flying -= frame.byteLength
      if (frame === huge) huge = null
      pump()
      wake()
    })
  }

  function wake() {
    for (const waiter of waiters.filter(({ bytes }) => held + flying <= bytes)) {
      waiters.splice(waiters.indexOf(waiter), 1)
      waiter.resolve()
    }
  }

  return {
    push(text) {
      if (held + flying - (huge?.byteLength ?? 0) > outletLimit) return false
      const frame = Buffer.from(text)
      if (frame.byteLength > outletLimit) {
        if (huge) return false
        huge = frame
      }
      queue.push(frame)
      held += frame.byteLength
      pump()
      return true
    },
    drop() {
      if (huge && queue.includes(huge)) huge = null
      queue.length = 0
      held = 0
      wake()
    },
    waiting: () => held + flying,
    below(bytes) {
      if (held + flying <= bytes) return Promise.resolve()
      return new Promise((resolve) => waiters.push({ bytes, resolve }))
    },
  }
}
