import { crc32 } from 'node:zlib'
import type { Order } from '../../core/order.ts'
import type { Journaled } from '../../core/report.ts'
import { isJournaled, isRecord } from '../../link/frame.ts'

const LF = 0x0a

/** An order that is about to be carried out. */
export type Taken = { id: string; session: string; run: string; type: Order['type'] }

/** What a segment has to know of all those before it, which may be gone. */
export type Standing = {
  /** Runs that were begun and have not been told as exited: run and session. */
  runs: [run: string, session: string][]
  /** Orders taken and not settled. */
  unsettled: Taken[]
  /** Ids of settled orders, oldest first, and the seq of what settled them. */
  settled: [id: string, seq: number][]
}

export type DiskRecord =
  | { kind: 'report'; report: Journaled }
  | { kind: 'taken'; taken: Taken }
  | { kind: 'standing'; standing: Standing }

/** Where the JSON begins in a line of the journal: behind its checksum and a blank. */
const head = 9

/** Lines of the journal in one piece, and where in it the JSON of each stands. */
type Lines = { bytes: Buffer; json: Buffer[] }

/** Each line: checksum, blank, JSON, LF. */
export function encodeRecords(records: readonly string[]): Lines {
  const sizes = records.map((record) => Buffer.byteLength(record))
  const bytes = Buffer.allocUnsafe(sizes.reduce((sum, size) => sum + head + size + 1, 0))
  let at = 0
  const json = records.map((record, index) => {
    const from = at + head
    const to = from + (sizes[index] ?? 0)
    bytes.write(record, from)
    const written = bytes.subarray(from, to)
    writeChecksum(written, bytes, at)
    bytes[from - 1] = blank
    bytes[to] = LF
    at = to + 1
    return written
  })
  return { bytes, json }
}

const blank = 0x20
const digits = Buffer.from('0123456789abcdef')

/** In eight digits, the highest first, without a text on the way. */
function writeChecksum(of: Buffer, to: Buffer, at: number): void {
  const sum = crc32(of)
  for (let place = 0; place < 8; place += 1)
    to[at + place] = digits[(sum >>> (28 - 4 * place)) & 0xf] ?? 0
}

/** The JSON of a line of the journal without its LF. */
export function jsonOf(line: Buffer): Buffer {
  return line.subarray(head)
}

/** Reads one line without its LF; null when it is damaged. */
export function decodeRecord(line: Buffer): DiskRecord | null {
  const sum = line.toString('latin1', 0, head)
  const body = line.subarray(head)
  if (sum !== `${checksum(body)} `) return null
  const value = parsed(body.toString('utf8'))
  if (isJournaled(value)) return { kind: 'report', report: value }
  if (!isRecord(value)) return null
  if (isTaken(value.taken)) return { kind: 'taken', taken: value.taken }
  if (isStanding(value.standing)) return { kind: 'standing', standing: value.standing }
  return null
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    // Its checksum is right and its content is not ours: as good as damaged.
    return null
  }
}

function checksum(bytes: Buffer): string {
  return crc32(bytes).toString(16).padStart(8, '0')
}

function isTaken(value: unknown): value is Taken {
  return (
    isRecord(value) &&
    ['id', 'session', 'run', 'type'].every((key) => typeof value[key] === 'string')
  )
}

function isStanding(value: unknown): value is Standing {
  return (
    isRecord(value) &&
    Array.isArray(value.runs) &&
    Array.isArray(value.unsettled) &&
    value.unsettled.every(isTaken) &&
    Array.isArray(value.settled)
  )
}
