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

/** Bytes. */
const pieceSize = 64 * 1024
/** So many are kept for the lines to come. */
const mostSpare = 32

/**
 * Gathers lines in pieces that are used again and again. New ones each time live just long enough to count as old, and
 * cost a collection of everything for each 60 MB.
 */
export function wirePieces(): { gather(): Gathered } {
  const spare: Buffer[] = []

  function gather(): Gathered {
    const borrowed: Buffer[] = []
    const full: Buffer[] = []
    let piece: Buffer = Buffer.alloc(0)
    let used = 0
    let lines = 0
    let size = 0

    function shut(): void {
      if (used > 0) full.push(piece.subarray(0, used))
      piece = Buffer.alloc(0)
      used = 0
    }

    function begin(): void {
      shut()
      piece = spare.pop() ?? Buffer.allocUnsafe(pieceSize)
      borrowed.push(piece)
    }

    return {
      put(line) {
        lines += 1
        // No letter takes more than three bytes for each unit of its text.
        const most = 3 * line.length
        if (most > pieceSize) {
          shut()
          const whole = Buffer.from(line)
          full.push(whole)
          size += whole.length
          return
        }
        if (used + most > piece.length) begin()
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
        for (const one of borrowed.splice(0)) if (spare.length < mostSpare) spare.push(one)
      },
    }
  }

  return { gather }
}
