import { closeSync, openSync, readdirSync, readSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeRecord, jsonOf, type DiskRecord } from './record.ts'

/** One file of the journal, named by the first seq that it can hold. */
export type Segment = { first: number; path: string }

const chunkSize = 256 * 1024
const LF = 0x0a
const named = /^(\d{16})\.log$/
const torn = /^(\d{16})\.\d+\.torn$/

export function segmentPath(folder: string, first: number): string {
  return join(folder, `${String(first).padStart(16, '0')}.log`)
}

/** The segments of a folder, oldest first. */
export function segments(folder: string): Segment[] {
  return readdirSync(folder)
    .flatMap((name) => {
      const first = named.exec(name)?.[1]
      return first === undefined ? [] : [{ first: Number(first), path: join(folder, name) }]
    })
    .sort((a, b) => a.first - b.first)
}

/** Removes segments, and torn ends that were set aside beside them. */
export async function removeSegments(folder: string, removed: readonly Segment[]): Promise<void> {
  for (const { path } of removed) await rm(path, { force: true })
  const last = removed.at(-1)?.first ?? 0
  for (const name of await readdir(folder)) {
    const first = torn.exec(name)?.[1]
    if (first !== undefined && Number(first) <= last) await rm(join(folder, name), { force: true })
  }
}

/** A record, its JSON, and where in its file it ends. */
export type Placed = { record: DiskRecord; json: Buffer; end: number; bytes: number }

/** The readable records of a file from a byte on; what is damaged is passed over. Holds one record and a chunk. */
export function* placedRecords(path: string, from = 0): Generator<Placed, void, void> {
  const fd = openSync(path, 'r')
  try {
    let held = Buffer.alloc(0)
    let start = from
    for (;;) {
      // A chunk as large as what is held already, so that a long record is not copied again and again.
      const chunk = Buffer.allocUnsafe(Math.max(chunkSize, held.length))
      const count = readSync(fd, chunk, 0, chunk.length, start + held.length)
      if (count === 0) return
      const searched = held.length
      held = Buffer.concat([held, chunk.subarray(0, count)])
      let line = 0
      for (let to = held.indexOf(LF, searched); to !== -1; to = held.indexOf(LF, line)) {
        const found = held.subarray(line, to)
        const record = decodeRecord(found)
        const bytes = to + 1 - line
        line = to + 1
        if (record) yield { record, json: jsonOf(found), end: start + line, bytes }
      }
      start += line
      held = held.subarray(line)
    }
  } finally {
    closeSync(fd)
  }
}
