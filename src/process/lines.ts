/**
 * One line of output. `cut`: it was longer than the limit, `text` is only its beginning and `bytes` its
 * true length without the line end. `unfinished`: the output ended before the line did.
 */
export type Line = { text: string; cut?: { bytes: number }; unfinished?: true }

/** The longest line that is kept whole, in bytes. */
export const lineLimit = 32 * 1024 * 1024

/** How much is kept of a longer one, in bytes. */
export const cutLength = 64 * 1024

const LF = 0x0a
const CR = 0x0d

/**
 * Splits bytes into lines on LF only: U+2028, which other splitters take for a line end, is legal inside
 * JSON. One CR before the LF is dropped. A line is decoded when it is whole, so a letter that two chunks
 * share stays one letter; invalid bytes become U+FFFD. Of a line longer than `limit` bytes (a CR counts)
 * no more is held than is given back. Memory is bounded by twice the limit.
 */
export function lineSplitter(limit: number = lineLimit): {
  push(chunk: Buffer): Line[]
  /** The last line, when no LF ended it. The splitter is then as new. */
  end(): Line[]
} {
  const keep = Math.min(limit, cutLength)
  // A buffer that doubles costs less than a list of chunks when a child writes byte by byte.
  let held = Buffer.alloc(0)
  let used = 0
  let length = 0
  let lastByte = 0

  function hold(bytes: Buffer): void {
    if (bytes.length === 0) return
    length += bytes.length
    lastByte = bytes[bytes.length - 1] ?? 0
    const wanted = length > limit ? bytes.subarray(0, Math.max(0, keep - used)) : bytes
    if (used + wanted.length > held.length) {
      const grown = Buffer.allocUnsafe(Math.max(used + wanted.length, 2 * held.length, 1024))
      held.copy(grown, 0, 0, used)
      held = grown
    }
    wanted.copy(held, used)
    used += wanted.length
    if (length > limit && held.length > keep) {
      used = Math.min(used, keep)
      held = Buffer.from(held.subarray(0, used))
    }
  }

  function release(): Line {
    const bytes = lastByte === CR ? length - 1 : length
    const line =
      length > limit
        ? { text: beginning(held.subarray(0, used)), cut: { bytes } }
        : { text: held.toString('utf8', 0, bytes) }
    if (held.length > cutLength) held = Buffer.alloc(0)
    used = 0
    length = 0
    lastByte = 0
    return line
  }

  return {
    push(chunk) {
      const lines: Line[] = []
      let from = 0
      for (let to = chunk.indexOf(LF); to !== -1; to = chunk.indexOf(LF, from)) {
        if (length === 0 && to - from <= limit) {
          const end = to > from && chunk[to - 1] === CR ? to - 1 : to
          lines.push({ text: chunk.toString('utf8', from, end) })
        } else {
          hold(chunk.subarray(from, to))
          lines.push(release())
        }
        from = to + 1
      }
      hold(chunk.subarray(from))
      return lines
    },
    end() {
      return length === 0 ? [] : [{ ...release(), unfinished: true }]
    },
  }
}

/** Decodes without the letter that the cut went through. A byte order mark stays, as in a whole line. */
function beginning(bytes: Buffer): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes, { stream: true })
}
