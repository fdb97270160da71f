import { chmodSync, closeSync, existsSync, openSync, statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { StoreUnusable } from '../unusable.ts'
import { code, primaryCode } from './failure.ts'
import { inspect } from './inspect.ts'
import { latest, migrate, schemaVersion } from './migrations.ts'
import { unusable } from './unusable.ts'

/**
 * Opens a database of ours, makes it if there is none (not for a reader), and brings its schema up
 * to date. Throws `StoreUnusable`; then the files are as they were.
 */
export function openDatabase(file: string, readOnly: boolean): DatabaseSync {
  try {
    const isNew = nothingAt(file)
    if (isNew && readOnly)
      throw new StoreUnusable('unreachable', `There is no database at ${file}.`)
    const inspected = isNew || looksRight(file)
    if (!readOnly) keepPrivate(file, isNew)
    return opened(file, readOnly, inspected)
  } catch (error) {
    throw unusable(error, file)
  }
}

function opened(file: string, readOnly: boolean, inspected: boolean): DatabaseSync {
  const db = connect(file, readOnly)
  try {
    if (!inspected) inspect(db, file)
    if (readOnly) refuseOlder(db, file)
    else prepare(db)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

function prepare(db: DatabaseSync): void {
  // Only a database without tables takes this: emptied pages can be given back later, bit by bit.
  if (schemaVersion(db) === 0) db.exec('PRAGMA auto_vacuum = INCREMENTAL')
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY')
  // The log is folded in beside it all (`folding`). Only where that does not keep up, at 64 MB, a commit does so, and
  // everybody waits for the disk.
  db.exec('PRAGMA wal_autocheckpoint = 16000')
  migrate(db)
}

/** A lock is waited for 50 ms and no longer: meanwhile nothing else in this process goes on. */
function connect(file: string, readOnly: boolean): DatabaseSync {
  return new DatabaseSync(file, { readOnly, timeout: 50 })
}

/** The least that a database can be long. */
const smallestPage = 512

function nothingAt(file: string): boolean {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  // SQLite would take both for a new database: write over the one, and throw the log away unread.
  if (size > 0 && size < smallestPage)
    throw new StoreUnusable('corrupt', `${file} is damaged: it is cut off after ${size} bytes.`)
  const log = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0
  if (size === 0 && log > 0)
    throw new StoreUnusable(
      'corrupt',
      `${file} is empty or gone, but its write-ahead log is there.`,
    )
  return size === 0
}

/**
 * Looks at the database through a reader, which changes nothing: the last writer to leave folds
 * the write-ahead log in, and what we refuse must stay as it is. False where a reader may not look,
 * because a transaction of the time before the write-ahead log has to be rolled back first.
 */
function looksRight(file: string): boolean {
  const db = connect(file, true)
  try {
    inspect(db, file)
    return true
  } catch (error) {
    if (primaryCode(error) !== code.readonly) throw error
    return false
  } finally {
    db.close()
  }
}

/** For our user alone; SQLite gives the files beside it the same mode. */
function keepPrivate(file: string, isNew: boolean): void {
  if (isNew) closeSync(openSync(file, 'a', 0o600))
  for (const each of [file, `${file}-wal`, `${file}-shm`])
    if (existsSync(each) && (statSync(each).mode & 0o077) !== 0) chmodSync(each, 0o600)
}

function refuseOlder(db: DatabaseSync, file: string): void {
  const found = schemaVersion(db)
  if (found < latest())
    throw new StoreUnusable(
      'older',
      `${file} has schema ${found}, this version reads ${latest()}; start the server once to bring it up to date.`,
    )
}
