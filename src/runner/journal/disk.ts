import { fsync, ftruncateSync, writeSync } from 'node:fs'
import { open } from 'node:fs/promises'

/** The calls in which a full or failing disk shows. Handed in, so that a test can be that disk. */
export type Disk = {
  /** Appends; answers how many bytes were taken. Throws like `fs.writeSync`. */
  write(fd: number, bytes: Uint8Array): number
  truncate(fd: number, length: number): void
  sync(fd: number, done: (error: Error | null) => void): void
}

export const realDisk: Disk = {
  write: (fd, bytes) => writeSync(fd, bytes),
  truncate: ftruncateSync,
  sync: fsync,
}

/**
 * Appends all bytes and answers how many; or throws, with the file as it was before. When even that fails,
 * the file is `torn`, and is cut back before the next attempt.
 */
export function appendAll(
  disk: Disk,
  file: { fd: number; readonly good: number; torn: boolean },
  bytes: Uint8Array,
): number {
  if (file.torn) disk.truncate(file.fd, file.good)
  file.torn = true
  try {
    let written = 0
    while (written < bytes.length) written += disk.write(file.fd, bytes.subarray(written))
    file.torn = false
    return written
  } catch (error) {
    try {
      disk.truncate(file.fd, file.good)
      file.torn = false
    } catch {
      // It stays marked as torn: the next attempt begins with this cut.
    }
    throw error
  }
}

/** Makes the name of a new file outlive a power cut, while all else goes on. Windows does so by itself. */
export function syncFolder(folder: string, failed: (error: Error) => void): void {
  if (process.platform !== 'win32') void synced(folder).catch(failed)
}

async function synced(folder: string): Promise<void> {
  const file = await open(folder, 'r')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}
