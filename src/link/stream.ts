import type { Socket } from 'node:net'
import { type Line, lineSplitter } from '../process/lines.ts'
import { pull } from '../process/pull.ts'
import type { Garbage, Link } from './link.ts'

/** A backlog that is no reason to wait, in bytes. */
export const smallBacklog = 64 * 1024

const garbageLength = 64 * 1024
const flushMs = 1000

/**
 * A link over a connected socket: one JSON document a line. Nothing is read ahead of who iterates `frames`
 * beyond 64 KiB and the line begun, so a slow reader slows the writer on the other side.
 */
export function streamLink<In, Out>(
  socket: Socket,
  isFrame: (value: unknown) => value is In,
  /** Is given each frame and the line that it came as. */
  seen: (frame: In, line: string) => void = () => undefined,
): Link<In, Out> {
  const input = pull(socket)
  let closing = false
  let waiting: (() => void)[] = []

  function wake(): void {
    const woken = waiting
    waiting = []
    for (const resolve of woken) resolve()
  }

  function isSmall(): boolean {
    return socket.destroyed || socket.writableLength <= smallBacklog
  }

  async function* frames(): AsyncGenerator<(In | Garbage)[]> {
    const splitter = lineSplitter()
    for (let chunk = await input.next(); chunk && !closing; chunk = await input.next()) {
      const lines = splitter.push(chunk)
      if (lines.length > 0) yield lines.map((line) => frameOf(line, isFrame, seen))
    }
    // A last line without its end was cut off by the death of its writer: its other end sends it again.
  }

  socket.once('close', wake)
  return {
    send(frame, line) {
      if (closing || !socket.writable) return
      // As bytes, because of a string the socket would count letters.
      socket.write(line ?? Buffer.from(`${JSON.stringify(frame)}\n`), () => {
        if (isSmall()) wake()
      })
    },
    backlog: () => (socket.destroyed ? 0 : socket.writableLength),
    drained() {
      if (isSmall()) return Promise.resolve()
      return new Promise((resolve) => void waiting.push(resolve))
    },
    frames: frames(),
    close() {
      if (closing) return
      closing = true
      if (socket.writableLength === 0) return void socket.destroy()
      socket.destroySoon()
      setTimeout(() => socket.destroy(), flushMs).unref()
    },
  }
}

function frameOf<In>(
  line: Line,
  isFrame: (value: unknown) => value is In,
  seen: (frame: In, line: string) => void,
): In | Garbage {
  const garbage: Garbage = { type: 'garbage', line: line.text.slice(0, garbageLength) }
  if (line.cut) return garbage
  try {
    const value: unknown = JSON.parse(line.text)
    if (!isFrame(value)) return garbage
    seen(value, line.text)
    return value
  } catch {
    // Whoever reads decides what a line that is no JSON means.
    return garbage
  }
}
