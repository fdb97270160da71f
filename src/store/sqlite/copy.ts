import { closeSync, existsSync, openSync, renameSync, rmSync } from 'node:fs'
import { backup, type DatabaseSync } from 'node:sqlite'
import { SaveFailed } from '../store.ts'
import { saveFailed } from './failure.ts'

/**
 * Copies a database while it is written to; `file` appears when it is whole. An old file of that
 * name is never replaced: a write-ahead log left beside it would be played into the new one.
 */
export async function copyTo(db: DatabaseSync, file: string): Promise<void> {
  if (existsSync(file) || existsSync(`${file}-wal`))
    throw new SaveFailed(
      'conflict',
      `No backup made: ${file} is there already; choose another name.`,
    )
  const part = `${file}.part`
  try {
    closeSync(openSync(part, 'w', 0o600))
    await backup(db, part, { rate: pagesAtOnce })
    renameSync(part, file)
  } catch (error) {
    rmSync(part, { force: true })
    rmSync(`${part}-journal`, { force: true })
    throw saveFailed(error)
  }
}

/** A writer waits for as long as this many pages take: well below a millisecond a hundred. */
const pagesAtOnce = 256
