import { execFileSync, spawn } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** Whether this user may mount a disk: root may, and whoever is root in a namespace of its own. */
export function mayMount(): boolean {
  try {
    smallDisk(1).end()
    return true
  } catch {
    // Not root, or not Linux: who asks does otherwise, or says so.
    return false
  }
}

/** A disk of so many megabytes of its own, until `end`. */
export function smallDisk(mb: number): { folder: string; end: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mb}m,mode=700`, 'tmpfs', folder], {
      stdio: 'pipe',
    })
  } catch (error) {
    rmSync(folder, { recursive: true })
    throw error
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

/** Carries out one test of a file as root of a namespace of its own, where a disk can be mounted by anybody. */
export async function inOwnNamespace(file: string, title: string): Promise<void> {
  const vitest = [process.execPath, resolve('node_modules/vitest/vitest.mjs')]
  const usual = Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST'))
  const child = spawn('unshare', ['-rm', ...vitest, 'run', file, '-t', title], {
    env: {
      ...Object.fromEntries(usual),
      SIGNALBOX_TEST_BUILT: '1',
      NO_COLOR: '1',
      FORCE_COLOR: '0',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const code = await new Promise<number | null>((resolved) => {
    child.once('error', () => resolved(null))
    child.once('close', resolved)
  })
  if (code !== 0 || !/Tests +1 passed/.test(output))
    throw new Error(
      `This test needs a small tmpfs: run it as root, or where a user may have namespaces (unshare -rm):\n${output.slice(-2000)}`,
    )
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
