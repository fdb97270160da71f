import { closeSync, fstatSync, fsyncSync, mkdirSync, openSync, rmSync } from 'node:fs'
import type { Journaled, Report } from '../../core/report.ts'
import { appendAll, type Disk, realDisk, syncFolder } from './disk.ts'
import { fitting } from './fitting.ts'
import { journalId } from './identity.ts'
import { recover } from './recover.ts'
import { encodeRecords, type DiskRecord, type Standing, type Taken } from './record.ts'
import { placedRecords, removeSegments, segmentPath, type Segment } from './segment.ts'
import { ledger } from './ledger.ts'

/** A report on its way into the journal, or an order that is about to be carried out. `at`: ms since 1970. */
export type Entry =
  { at: number; session: string; child?: string; report: Report } | { taken: Taken }

/** Reports with the JSON of each, as it stands in the journal; `bytes` is what they take there. */
export type Page = { reports: Journaled[]; json: Buffer[]; bytes: number }

export type Appended =
  | ({ ok: true } & Page)
  /** Nothing of it was kept. `reason` is one line. */
  | { ok: false; reason: string }

export type Journal = {
  /** Random; names this numbering, and marks all processes of its runner. */
  readonly id: string
  /** The oldest number that is kept; `last` + 1 in an empty journal. */
  readonly first: number
  readonly last: number
  /** Writes all of it or nothing, in one piece, and numbers the reports. It is written when this returns. */
  append(entries: readonly Entry[]): Appended
  /**
   * Readable reports behind `after`, as many as fit the limits, but one at least; numbers may be missing
   * where the disk was damaged. Empty: there are none.
   */
  read(after: number, most: { reports: number; bytes: number }): Page
  /** The numbers up to `seq` were given out before, though they are not here: go on behind them. */
  skipTo(seq: number): void
  /** Everything up to `seq` is durably taken: whole segments of it go. Resolves when they are gone; never rejects. */
  prune(seq: number): Promise<void>
  /** Whether an order was taken, as far back as is kept. */
  knows: (order: string) => boolean
  standing: () => Standing
  close(): void
}

export type JournalOptions = {
  folder: string
  newId: () => string
  /** A segment is followed by a new one when it has grown to so many bytes. */
  segmentBytes?: number
  /** The longest time, in ms, for which something is written and not yet synced. */
  syncMs?: number
  disk?: Disk
  /** Is told of damage and of failing syncs; one line each. */
  onTrouble?: (message: string) => void
}

/** Opens a journal, or makes an empty one. Only one process may do so: the holder of the runner's lock. */
export function openJournal(options: JournalOptions): Journal {
  const { folder, segmentBytes = 8 * 1024 * 1024, syncMs = 1000, disk = realDisk } = options
  const onTrouble = options.onTrouble ?? (() => undefined)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const id = journalId(folder, options.newId)
  const book = ledger()
  const found = recover(folder, book, onTrouble)
  const files: Segment[] = found.files
  let last = found.last
  /** The segment that is written to. `good`: the length up to which it is whole. */
  let active: { fd: number; path: string; good: number; torn: boolean } | null = null
  let dirty: NodeJS.Timeout | null = null
  /** Where the last page ended, so that the next one does not look for its beginning. */
  let cursor = { after: -1, path: '', from: 0 }
  /** Segments are removed one after the other, oldest first, while all else goes on. */
  let removing = Promise.resolve()

  function open(): void {
    const first = last + 1
    const path = segmentPath(folder, first)
    const standing = encodeRecords([JSON.stringify({ standing: book.standing() })]).bytes
    const fd = openSync(path, 'a', 0o600)
    const known = files.at(-1)?.path === path
    const opened = { fd, path, good: fstatSync(fd).size, torn: false }
    try {
      opened.good += appendAll(disk, opened, standing)
    } catch (error) {
      closeSync(fd)
      if (!known) rmSync(path, { force: true })
      throw error
    }
    if (!known) files.push({ first, path })
    active = opened
    syncFolder(folder, unsynced)
  }

  function unsynced(error: Error): void {
    onTrouble(`The journal could not be synced: ${error.message}.`)
  }

  /** The next segment follows. What is still to be synced of this one is, while all else goes on. */
  function retire(): void {
    if (!active) return
    const { fd } = active
    active = null
    disk.sync(fd, (error) => {
      if (error) unsynced(error)
      closeSync(fd)
    })
  }

  function shut(): void {
    if (!active) return
    const { fd } = active
    active = null
    try {
      fsyncSync(fd)
    } catch (error) {
      onTrouble(`The journal could not be synced: ${String(error)}.`)
    }
    closeSync(fd)
  }

  function syncSoon(): void {
    dirty ??= setTimeout(() => {
      dirty = null
      const fd = active?.fd
      if (fd === undefined) return
      disk.sync(fd, (error) => {
        // One that was closed in between was synced by that.
        if (error && active?.fd === fd) unsynced(error)
      })
    }, syncMs).unref()
  }

  return {
    id,
    get first() {
      return files[0]?.first ?? last + 1
    },
    get last() {
      return last
    },
    append(entries) {
      let seq = last
      const records: DiskRecord[] = []
      const reports: Journaled[] = []
      const texts: string[] = []
      for (const entry of entries) {
        if ('taken' in entry) {
          records.push({ kind: 'taken', taken: entry.taken })
          texts.push(JSON.stringify(entry))
        } else {
          const { report, json } = fitting({ seq: ++seq, ...entry })
          reports.push(report)
          records.push({ kind: 'report', report })
          texts.push(json)
        }
      }
      const { bytes, json } = encodeRecords(texts)
      try {
        if (active && active.good >= segmentBytes && !active.torn) retire()
        if (!active) open()
        if (active) active.good += appendAll(disk, active, bytes)
      } catch (error) {
        return { ok: false, reason: error instanceof Error ? error.message : String(error) }
      }
      last = seq
      for (const record of records) book.apply(record)
      syncSoon()
      const told = json.filter((_, at) => records[at]?.kind === 'report')
      return { ok: true, reports, json: told, bytes: bytes.length }
    },
    read(after, most) {
      const reports: Journaled[] = []
      const told: Buffer[] = []
      let size = 0
      const begin = Math.max(
        0,
        files.findLastIndex(({ first }) => first <= after + 1),
      )
      for (const { path } of files.slice(begin)) {
        const from = cursor.after === after && cursor.path === path ? cursor.from : 0
        for (const { record, json, end, bytes } of placedRecords(path, from)) {
          if (record.kind !== 'report' || record.report.seq <= after) continue
          // Behind a failed write that could not be cut away again, there may be what was never appended.
          if (record.report.seq > last) break
          if (reports.length > 0 && size + bytes > most.bytes)
            return { reports, json: told, bytes: size }
          reports.push(record.report)
          told.push(json)
          size += bytes
          cursor = { after: record.report.seq, path, from: end }
          if (reports.length >= most.reports) return { reports, json: told, bytes: size }
        }
      }
      return { reports, json: told, bytes: size }
    },
    skipTo(seq) {
      if (seq <= last) return
      shut()
      last = seq
    },
    prune(seq) {
      book.acked(seq)
      const kept = files.findLastIndex(({ first }, index) => index === 0 || first <= seq + 1)
      if (kept > 0) {
        const gone = files.splice(0, kept)
        removing = removing
          .then(() => removeSegments(folder, gone))
          .catch((error: unknown) =>
            onTrouble(`Old parts of the journal could not be removed: ${String(error)}.`),
          )
      }
      return removing
    },
    knows: book.knows,
    standing: book.standing,
    close() {
      if (dirty) clearTimeout(dirty)
      dirty = null
      shut()
    },
  }
}
