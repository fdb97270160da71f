import type { Readable } from 'node:stream'

/** What a dead child can have left in the pipe, with room to spare: pipes and sockets hold some 200 KiB. */
const leftInPipe = 1024 * 1024

export type Pull = {
  /** The next bytes, or null at the end. One call at a time. */
  next(): Promise<Buffer | null>
  /** Resolves when the stream has ended or broken, and all of it was taken. */
  ended: Promise<void>
  /**
   * Do not wait for more: what is in the pipe is still given, then comes the end, even when somebody
   * holds the other side open and goes on writing.
   */
  letGo(): void
}

/** Reads a stream only as fast as it is asked: beyond one buffer of 64 KiB the writer has to wait. */
export function pull(stream: Readable): Pull {
  let over = false
  let left = Infinity
  let wake: () => void = () => undefined
  const { promise: ended, resolve } = Promise.withResolvers<void>()

  function finish(): void {
    over = true
    resolve()
    wake()
  }

  // Listening for this from the start matters: streams that nobody listens to are emptied by Node
  // when the child exits, before anyone could have read them.
  stream.on('readable', () => wake())
  stream.once('end', finish)
  stream.once('close', finish)
  // A broken pipe is the end of the output; the exit says why.
  stream.on('error', finish)

  return {
    ended,
    async next() {
      let looks = 0
      for (;;) {
        const chunk: unknown = stream.read()
        if (Buffer.isBuffer(chunk)) {
          left -= chunk.length
          return chunk
        }
        if (over) return null
        if (left !== Infinity && (looks++ === 2 || left < 0)) {
          stream.destroy()
          finish()
          return null
        }
        await new Promise<void>((resolve) => {
          wake = resolve
          // Between two of these the event loop has looked into every pipe once.
          if (left !== Infinity) setImmediate(resolve)
        })
      }
    },
    letGo() {
      if (left === Infinity) left = leftInPipe
      wake()
    },
  }
}
