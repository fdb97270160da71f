import { SaveFailed } from '../store.ts'

/** Result codes of SQLite that mean something to us; https://sqlite.org/rescode.html */
export const code = {
  perm: 3,
  busy: 5,
  locked: 6,
  readonly: 8,
  ioerr: 10,
  corrupt: 11,
  full: 13,
  cantopen: 14,
  constraint: 19,
  notadb: 26,
  uniqueKey: 2067,
  primaryKey: 1555,
  /** The index of the write-ahead log could not grow: what a full disk looks like from there. */
  shmSize: 4874,
}

/** SQLite's extended result code, or null where it was not SQLite that failed. */
export function extendedCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error)) return null
  return typeof error.errcode === 'number' ? error.errcode : null
}

/** The first byte of it: the kind of failure. */
export function primaryCode(error: unknown): number | null {
  const extended = extendedCode(error)
  return extended === null ? null : extended & 0xff
}

/** What a failed write is to the caller of the port. What is a bug comes back as it is. */
export function saveFailed(error: unknown): unknown {
  const extended = extendedCode(error)
  if (extended === null || !(error instanceof Error)) return error
  const failed = (reason: SaveFailed['reason'], line: string) =>
    new SaveFailed(reason, line, { cause: error })
  if (extended === code.uniqueKey || extended === code.primaryKey)
    return failed('conflict', `Not saved: somebody else wrote this first (${error.message}).`)
  if (extended === code.shmSize) return failed('full', full)
  switch (extended & 0xff) {
    case code.full:
      return failed('full', full)
    case code.busy:
    case code.locked:
      return failed('locked', 'Not saved: another process holds the database; it is tried again.')
    case code.constraint:
      return error
    default:
      return failed('broken', `Not saved: the database cannot be written (${error.message}).`)
  }
}

const full = 'Not saved: the disk is full; free some space and it is tried again.'
