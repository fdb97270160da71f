import { closeSync, ftruncateSync, openSync, readSync, statSync, writeFileSync } from 'node:fs'
import { placedRecords, segments, type Segment } from './segment.ts'
import type { Ledger } from './ledger.ts'

export type Recovered = { files: Segment[]; last: number }

/**
 * Reads a journal that a process left behind, be it in the middle of a record: folds what stands into the
 * ledger, and sets a torn end of the last file aside. Damage elsewhere stays where it is; reading passes over it.
 */
export function recover(
  folder: string,
  ledger: Ledger,
  onTrouble: (message: string) => void,
): Recovered {
  const files = segments(folder)
  const newest = files.at(-1)
  if (!newest) return { files, last: 0 }
  let last = newest.first - 1
  let whole = 0
  for (const { path } of files.slice(startOf(files))) {
    whole = 0
    for (const { record, end } of placedRecords(path)) {
      whole = end
      ledger.apply(record)
      if (record.kind === 'report') last = Math.max(last, record.report.seq)
    }
  }
  if (statSync(newest.path).size > whole) setAside(newest.path, whole, onTrouble)
  return { files, last }
}

/** Each segment begins with what stands before it: the newest whose beginning can be read is enough. */
function startOf(files: Segment[]): number {
  const whole = files.findLastIndex(({ path }) => {
    const [beginning] = placedRecords(path)
    return beginning?.record.kind === 'standing'
  })
  return Math.max(0, whole)
}

function setAside(path: string, from: number, onTrouble: (message: string) => void): void {
  const fd = openSync(path, 'r+')
  try {
    const torn = Buffer.alloc(statSync(path).size - from)
    readSync(fd, torn, 0, torn.length, from)
    const aside = `${path.slice(0, -'.log'.length)}.${from}.torn`
    try {
      writeFileSync(aside, torn, { mode: 0o600 })
      onTrouble(
        `The journal ended within a record; ${torn.length} bytes were set aside in ${aside}.`,
      )
    } catch (error) {
      onTrouble(`The journal's torn end of ${torn.length} bytes is lost: ${String(error)}.`)
    }
    ftruncateSync(fd, from)
  } finally {
    closeSync(fd)
  }
}
