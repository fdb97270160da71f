import { appendFileSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pruneWire, type WireLimits } from './wire-prune.ts'

/** Written at once when so much waits, in characters; else when the event loop turns. */
const flushAt = 256 * 1024

export type WireFiles = {
  /** Takes the lines of one run, each kept as it is behind its time (ms since 1970) and direction: `1790000000000 in …`. */
  writer(session: string, run: string): (direction: 'in' | 'out', line: string) => void
  /** Lines that could not be written. */
  lost(): number
  /** Removes what is too old or too much. Never rejects. */
  prune(): Promise<void>
  flush(): void
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
  const waiting = new Map<string, { text: string; lines: number }>()
  let scheduled = false
  let lost = 0
  let told = false
  let written = 0
  let pruning: Promise<void> | null = null

  function write(path: string): void {
    const held = waiting.get(path)
    if (!held) return
    waiting.delete(path)
    try {
      append(path, held.text)
      written += held.text.length
    } catch (error) {
      lost += held.lines
      if (!told) onTrouble(`Raw wire cannot be written: ${String(error)}. Agents go on.`)
      told = true
    }
  }

  function flush(): void {
    scheduled = false
    for (const path of waiting.keys()) write(path)
    if (written > limits.bytes / 8) void prune()
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
        const held = waiting.get(path) ?? { text: '', lines: 0 }
        held.text += `${now()} ${dir} ${line}\n`
        held.lines += 1
        waiting.set(path, held)
        if (held.text.length >= flushAt) write(path)
        else if (!scheduled) {
          scheduled = true
          setImmediate(flush)
        }
      }
    },
    lost: () => lost,
    prune,
    flush,
  }
}

/** The file is opened each time: it may have been pruned since. */
function append(path: string, text: string): void {
  try {
    appendFileSync(path, text, { mode: 0o600 })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    appendFileSync(path, text, { mode: 0o600 })
  }
}

function fileName(id: string): string {
  return id.replace(/[^\w-]/g, '_')
}
