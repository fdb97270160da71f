import type { DatabaseSync } from 'node:sqlite'
import { saveFailed } from './failure.ts'

/** Runs `body` in one transaction. Whatever it throws, nothing of it is kept and the connection is usable. */
export function transaction(db: DatabaseSync, body: () => void): void {
  // Immediate: who cannot write learns it here and not after half of the work.
  db.exec('BEGIN IMMEDIATE')
  try {
    body()
    db.exec('COMMIT')
  } catch (error) {
    // Some failures, a full disk among them, have rolled back by themselves.
    if (db.isTransaction) db.exec('ROLLBACK')
    throw error
  }
}

/** The same, for what is asked through the port: throws `SaveFailed`, or what is a bug as it is. */
export function save(db: DatabaseSync, body: () => void): void {
  try {
    transaction(db, body)
  } catch (error) {
    throw saveFailed(error)
  }
}
