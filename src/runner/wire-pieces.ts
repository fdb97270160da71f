/** Lines of one run, as bytes at once: thousands of them as text would be work for the garbage collector. */
export type Gathered = {
  put(line: string): void
  readonly lines: number
  /** Bytes. */
  readonly size: number
  /** All of it, in order. Nothing is put after this. */
  pieces(): Buffer[]
  /** It is written, or lost: the pieces serve others. */
  release(): void
}

/** Bytes: the first piece of a run, which may not have much to say, and those after it. */
const sizes = { first: 4 * 1024, next: 64 * 1024 }
/** So many of either are kept for the lines to come. */
const mostSpare = 32

/**
 * Gathers lines in pieces that are used again. New ones each time live just long enough to be taken for old ones, which
 * only a collection of the whole heap frees.
 */
export function wirePieces(): { gather(): Gathered } {
  const spare = { first: [] as Buffer[], next: [] as Buffer[] }

  function gather(): Gathered {
    const borrowed = { first: [] as Buffer[], next: [] as Buffer[] }
    const full: Buffer[] = []
    let piece: Buffer = Buffer.alloc(0)
    /** What is in the piece and not in `full` yet. */
    let from = 0
    let used = 0
    let lines = 0
    let size = 0

    function shut(): void {
      if (used > from) full.push(piece.subarray(from, used))
      from = used
    }

    function begin(bytes: number): void {
      shut()
      const kind = size === 0 && bytes <= sizes.first ? 'first' : 'next'
      piece = spare[kind].pop() ?? Buffer.allocUnsafe(sizes[kind])
      borrowed[kind].push(piece)
      from = 0
      used = 0
    }

    return {
      put(line) {
        lines += 1
        // No letter takes more than three bytes for each unit of its text.
        const surelyFits = used + 3 * line.length <= piece.length
        const bytes = surelyFits ? 0 : Buffer.byteLength(line)
        if (bytes > sizes.next / 2) {
          shut()
          full.push(Buffer.from(line))
          size += bytes
          return
        }
        if (!surelyFits && used + bytes > piece.length) begin(bytes)
        const written = piece.write(line, used)
        used += written
        size += written
      },
      get lines() {
        return lines
      },
      get size() {
        return size
      },
      pieces() {
        shut()
        return full
      },
      release() {
        for (const kind of ['first', 'next'] as const)
          for (const one of borrowed[kind].splice(0))
            if (spare[kind].length < mostSpare) spare[kind].push(one)
      },
    }
  }

  return { gather }
}
