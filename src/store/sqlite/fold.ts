import type { DatabaseSync } from 'node:sqlite'
import { SaveFailed } from '../store.ts'
import { saveFailed } from './failure.ts'

/**
 * Folds the write-ahead log into the database and syncs both to the disk, then gives up to 8 MB of
 * emptied pages back to the file system. Throws `SaveFailed` when not all could be folded in.
 */
export function fold(db: DatabaseSync): void {
  try {
    const row = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()
    const [busy, log, done] = [Number(row?.busy), Number(row?.log), Number(row?.checkpointed)]
    if (busy !== 0 && (log < 0 || done < log))
      throw new SaveFailed('locked', 'Not folded in: another process reads an older state.')
    // After the folding, never before: on a full disk the folding is what makes room.
    if (Number(db.prepare('PRAGMA freelist_count').get()?.freelist_count) > 0)
      db.exec('PRAGMA incremental_vacuum(2000)')
  } catch (error) {
    throw saveFailed(error)
  }
}
