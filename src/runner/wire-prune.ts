import { readdir, rm, rmdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** How much raw wire is kept: all files together in bytes, each file's age in ms since it was written to. */
export type WireLimits = { bytes: number; ageMs: number }

/** Removes files that are too old, then the oldest until the rest fits. */
export async function pruneWire(folder: string, limits: WireLimits, now: number): Promise<void> {
  const files = await wireFiles(folder)
  let total = files.reduce((sum, { size }) => sum + size, 0)
  for (const { path, size, written } of files.sort((a, b) => a.written - b.written)) {
    if (total <= limits.bytes && now - written <= limits.ageMs) return
    await rm(path, { force: true })
    total -= size
    // Fails, and should, while the session has other files.
    await rmdir(dirname(path)).catch(() => undefined)
  }
}

async function wireFiles(
  folder: string,
): Promise<{ path: string; size: number; written: number }[]> {
  const found: { path: string; size: number; written: number }[] = []
  const names = await readdir(folder, { recursive: true }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  })
  for (const name of names) {
    if (!name.endsWith('.wire')) continue
    const path = join(folder, name)
    // One that is gone in between needs no removal.
    const stats = await stat(path).catch(() => null)
    if (stats) found.push({ path, size: stats.size, written: stats.mtimeMs })
  }
  return found
}
