import { join } from 'node:path'
import { append } from './wire-append.ts'
import { wirePieces, type Gathered } from './wire-pieces.ts'
import { pruneWire, type WireLimits } from './wire-prune.ts'

/** What waits for a disk, of all runs together, in bytes; a line that comes when so much does is lost. */
const mostWaiting = 16 * 1024 * 1024
/** So long, in ms, it gathers: opening, writing and closing a file costs more than the lines of a moment. */
const writeAfterMs = 200
/** Nor longer than until so much waits, in bytes. */
const hurryAt = 1024 * 1024

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
  const pieces = wirePieces()
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
      const timer = setTimeout(resolve, writeAfterMs)
      hurry = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    const all = [...waiting]
    waiting.clear()
    for (const [path, held] of all) {
      await write(path, held)
      size -= held.size
    }
    writing = waiting.size > 0 ? drain() : null
    if (written > limits.bytes / 8) void prune()
  }

  async function write(path: string, held: Gathered): Promise<void> {
    try {
      await append(path, held.pieces())
      written += held.size
    } catch (error) {
      lost += held.lines
      if (!told) onTrouble(`Raw wire cannot be written: ${String(error)}. Agents go on.`)
      told = true
    } finally {
      held.release()
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
        if (size > mostWaiting) return void (lost += 1)
        const held = waiting.get(path) ?? pieces.gather()
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

function fileName(id: string): string {
  return id.replace(/[^\w-]/g, '_')
}
