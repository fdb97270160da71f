import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const betweenMs = 500

/** Tells how many bytes a folder holds, again and again, until the answer is called. */
export function measured(folder: string, tell: (bytes: number) => void): () => Promise<void> {
  const over = new AbortController()
  const measuring = (async () => {
    while (!over.signal.aborted) {
      // The end of the wait by the signal is no error.
      await pause(betweenMs, undefined, { signal: over.signal }).catch(() => undefined)
      if (over.signal.aborted) return
      tell(await bytesIn(folder))
    }
  })()
  return async () => {
    over.abort()
    await measuring
  }
}

async function bytesIn(folder: string): Promise<number> {
  // What goes away while it is looked at counts nothing.
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  let bytes = 0
  for (const entry of entries) {
    if (!entry.isFile()) continue
    const found = await lstat(join(entry.parentPath, entry.name)).catch(() => null)
    bytes += found?.size ?? 0
  }
  return bytes
}
