import { closeSync, existsSync, openSync, renameSync, rmSync } from 'node:fs'
import { backup, DatabaseSync } from 'node:sqlite'
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
    await copied(db, part)
    renameSync(part, file)
  } catch (error) {
    rmSync(part, { force: true })
    rmSync(`${part}-journal`, { force: true })
    throw saveFailed(error)
  }
}

/**
 * Reads through a connection of its own, all in one step: that is one snapshot, which holds up no writer.
 * Step by step through the writer's own connection, a step in the background sometimes met a write in the
 * middle, and failed with nothing to tell ("not an error").
 */
async function copied(db: DatabaseSync, part: string): Promise<void> {
  const reader = new DatabaseSync(db.location() ?? '', { readOnly: true })
  try {
    await backup(reader, part, { rate: allPages })
  } finally {
    reader.close()
  }
}

const allPages = 2 ** 31 - 1
