import { open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { SaveFailed } from '../store.ts'

/**
 * Syncs the write-ahead log of a database beside it all: in a thread of the pool, so that nothing waits for the disk.
 * A commit is whole in the log, or in the database already (SQLite syncs both before it begins the log anew).
 * Rejects with `SaveFailed`.
 */
export async function syncLog(file: string): Promise<void> {
  try {
    await synced(`${file}-wal`, 'r+')
    // The log's name, which is new after each first start; Windows keeps names by itself.
    if (process.platform !== 'win32') await synced(dirname(file), 'r')
  } catch (error) {
    // No log: all is in the database.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return
    const why = error instanceof Error ? error.message : String(error)
    throw new SaveFailed('broken', `Not synced: ${why}.`, { cause: error })
  }
}

async function synced(path: string, flags: string): Promise<void> {
  const file = await open(path, flags)
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}
