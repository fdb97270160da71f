import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A disk of so many megabytes of its own, until `end`. Throws one clear line where none can be mounted. */
export function smallDisk(mb: number): { folder: string; end: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mb}m,mode=700`, 'tmpfs', folder], {
      stdio: 'pipe',
    })
  } catch (error) {
    const why = error instanceof Error ? error.message.replaceAll('\n', ' ') : String(error)
    throw new Error(
      `This test needs a small tmpfs, and mounting one failed (run it as root): ${why}`,
      { cause: error },
    )
  }
  return {
    folder,
    end() {
      // Lazily: what a failed test left open there must not keep it mounted.
      execFileSync('umount', ['-l', folder])
      rmSync(folder, { recursive: true })
    },
  }
}

/** Takes all the room that is left on a file's disk. */
export function fill(file: string) {
  for (let size = 1024 * 1024; size >= 1; size = Math.floor(size / 4))
    for (;;) {
      const { bavail, bsize } = statfsSync(join(file, '..'))
      if (size >= bsize && bavail * bsize < size) break
      try {
        appendFileSync(file, Buffer.alloc(size))
        if (size < bsize) break
      } catch {
        // Full: smaller pieces may still fit.
        break
      }
    }
}
