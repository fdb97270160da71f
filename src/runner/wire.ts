import { appendFile, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pruneWire, type WireLimits } from './wire-prune.ts'

/** What waits for a disk at most, of all runs together, in bytes; what comes beyond it is lost. */
const mostWaiting = 16 * 1024 * 1024
/** So long, in ms, it gathers: opening, writing and closing a file costs more than the lines of a moment. */
const gatherMs = 200
/** Nor longer than until so much waits, in bytes. */
const hurryAt = 1024 * 1024
/** Bytes: lines gather in pieces of this size. */
const pieceSize = 64 * 1024

export type WireFiles = {
  /** Takes the lines of one run, each kept as it is behind its time (ms since 1970) and direction: `1790000000000 in …`. */
  writer(session: string, run: string): (direction: 'in' | 'out', line: string) => void
  /** Lines that could not be written, or came faster than they are written. */
  lost(): number
  /** Removes what is too old or too much. Never rejects. */
  prune(): Promise<void>
  /** Resolves when all that came is written. Never rejects. */
  flush(): Promise<void>
}

/**
 * Keeps what agents said and were told, word for word. It is there for the curious: that it cannot be
 * written is counted and told once, and disturbs no agent.
 */
export function wireFiles(options: {
  folder: string
  limits: WireLimits
  now: () => number
  onTrouble: (message: string) => void
}): WireFiles {
  const { folder, limits, now, onTrouble } = options
  const waiting = new Map<string, Gathered>()
  let size = 0
  let writing: Promise<void> | null = null
  let hurry: () => void = () => undefined
  let lost = 0
  let told = false
  let written = 0
  let pruning: Promise<void> | null = null

  /** Beside it all, one piece a run after the other. */
  async function drain(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, gatherMs)
      hurry = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    const pieces = [...waiting]
    waiting.clear()
    for (const [path, held] of pieces) {
      await write(path, held)
      size -= held.size
    }
    writing = waiting.size > 0 ? drain() : null
    if (written > limits.bytes / 8) void prune()
  }

  async function write(path: string, held: Gathered): Promise<void> {
    try {
      await append(path, held.bytes())
      written += held.size
    } catch (error) {
      lost += held.lines
      if (!told) onTrouble(`Raw wire cannot be written: ${String(error)}. Agents go on.`)
      told = true
    }
  }

  function prune(): Promise<void> {
    written = 0
    pruning ??= pruneWire(folder, limits, now()).then(
      () => void (pruning = null),
      (error: unknown) => {
        pruning = null
        onTrouble(`Old raw wire could not be removed: ${String(error)}.`)
      },
    )
    return pruning
  }

  return {
    writer(session, run) {
      const path = join(folder, fileName(session), `${fileName(run)}.wire`)
      return (dir, line) => {
        const text = `${now()} ${dir} ${line}\n`
        if (size + text.length > mostWaiting) return void (lost += 1)
        const held = waiting.get(path) ?? gathered()
        waiting.set(path, held)
        const before = held.size
        held.put(text)
        size += held.size - before
        writing ??= drain()
        if (size > hurryAt) hurry()
      }
    },
    lost: () => lost,
    prune,
    async flush() {
      while (writing) {
        hurry()
        await writing
      }
    },
  }
}

type Gathered = {
  put(text: string): void
  readonly lines: number
  /** Bytes. */
  readonly size: number
  bytes(): Buffer
}

/** Lines of one run as bytes at once: thousands of them as text would be work for the garbage collector. */
function gathered(): Gathered {
  const full: Buffer[] = []
  let piece = Buffer.alloc(0)
  let used = 0
  let lines = 0
  let size = 0

  function shut(): void {
    if (used > 0) full.push(piece.subarray(0, used))
    piece = Buffer.alloc(0)
    used = 0
  }

  return {
    put(text) {
      lines += 1
      // No letter takes more than three bytes for each unit of its text.
      const most = 3 * text.length
      if (used + most > piece.length) shut()
      if (most > pieceSize) {
        const whole = Buffer.from(text)
        full.push(whole)
        size += whole.length
        return
      }
      if (piece.length === 0) piece = Buffer.allocUnsafe(pieceSize)
      const written = piece.write(text, used)
      used += written
      size += written
    },
    get lines() {
      return lines
    },
    get size() {
      return size
    },
    bytes() {
      shut()
      return Buffer.concat(full)
    },
  }
}

/** The file is opened each time: it may have been pruned since. */
async function append(path: string, bytes: Buffer): Promise<void> {
  try {
    await appendFile(path, bytes, { mode: 0o600 })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await appendFile(path, bytes, { mode: 0o600 })
  }
}

function fileName(id: string): string {
  return id.replace(/[^\w-]/g, '_')
}
