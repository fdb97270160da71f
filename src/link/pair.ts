import type { Garbage, Link } from './link.ts'

/** What a network may do to a frame: hand it on once, twice, later, or never. */
export type Passage<Frame> = (frame: Frame, deliver: (frame: Frame) => void) => void

export type LinkPair<Left, Right> = {
  left: Link<Right, Left>
  right: Link<Left, Right>
  /** Every frame that was sent, in order, as it was then. */
  leftSent: Left[]
  rightSent: Right[]
  /** The connection is gone, for both at once; what was not taken is lost. */
  cut(): void
}

/** Two ends in memory, for tests: they record what was sent, can be cut, and let a test play the network. */
export function linkPair<Left, Right>(
  passage: { fromLeft?: Passage<Left>; fromRight?: Passage<Right> } = {},
): LinkPair<Left, Right> {
  const toRight = lane<Left>(passage.fromLeft)
  const toLeft = lane<Right>(passage.fromRight)
  const cut = (): void => {
    toRight.cut()
    toLeft.cut()
  }
  return {
    left: end(toRight, toLeft, cut),
    right: end(toLeft, toRight, cut),
    leftSent: toRight.sent,
    rightSent: toLeft.sent,
    cut,
  }
}

type Lane<Frame> = {
  sent: Frame[]
  send: (frame: Frame) => void
  bytes: () => number
  empty: () => Promise<void>
  frames(): AsyncGenerator<Frame[]>
  cut(): void
}

function end<In, Out>(out: Lane<Out>, into: Lane<In>, close: () => void): Link<In, Out> {
  const frames: AsyncIterable<(In | Garbage)[]> = into.frames()
  return { send: out.send, backlog: out.bytes, drained: out.empty, frames, close }
}

function lane<Frame>(passage: Passage<Frame> = (frame, deliver) => deliver(frame)): Lane<Frame> {
  const sent: Frame[] = []
  let queue: Frame[] = []
  let bytes = 0
  let gone = false
  let wake: () => void = () => undefined
  let waiting: (() => void)[] = []

  function emptied(): void {
    bytes = 0
    const woken = waiting
    waiting = []
    for (const resolve of woken) resolve()
  }

  return {
    sent,
    send(frame) {
      if (gone) return
      // A copy, as a wire would make it: neither side sees what the other does to its own.
      const copy: Frame = structuredClone(frame)
      sent.push(copy)
      passage(copy, (delivered) => {
        if (gone) return
        queue.push(delivered)
        bytes += JSON.stringify(delivered).length
        wake()
      })
    },
    bytes: () => bytes,
    empty: () =>
      gone || bytes === 0
        ? Promise.resolve()
        : new Promise((resolve) => void waiting.push(resolve)),
    async *frames() {
      while (!gone) {
        if (queue.length === 0) {
          await new Promise<void>((resolve) => (wake = resolve))
          continue
        }
        const batch = queue
        queue = []
        emptied()
        yield batch
      }
    },
    cut() {
      gone = true
      queue = []
      emptied()
      wake()
    },
  }
}
