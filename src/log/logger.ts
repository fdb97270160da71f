import { appendFileSync, renameSync, statSync } from 'node:fs'
import { redacted, without } from './redact.ts'

export type Level = 'info' | 'warn' | 'error'
/** Never throws. Fields are data for programs; the message is one line for a person. */
export type Log = (level: Level, message: string, fields?: Record<string, unknown>) => void

const longestLine = 64 * 1024

export type LogOptions = {
  file: string
  now: () => number
  /** Texts that must never stand in a log: the token, values that `--env` gave. May grow. */
  hidden?: Iterable<string>
  /** The file is put aside beyond this size, in bytes. */
  maxBytes?: number
  /** How many files there are at most, the current one included. */
  files?: number
}

/**
 * A log as lines of JSON in a file of mode 600 that is put aside as `file.1`, `file.2` when it grows.
 * What cannot be written is counted, and told by the next line that can.
 */
export function logger(options: LogOptions): Log {
  const { file, now, hidden = [], maxBytes = 5 * 1024 * 1024, files = 3 } = options
  let size: number | null = null
  let lost = 0
  return (level, message, fields) => {
    try {
      const line = logLine(now(), level, message, { ...fields, ...(lost > 0 && { lost }) }, hidden)
      size ??= sizeOf(file)
      if (size > 0 && size + line.length > maxBytes) {
        putAside(file, files)
        size = 0
      }
      appendFileSync(file, line, { mode: 0o600 })
      size += Buffer.byteLength(line)
      lost = 0
    } catch {
      // A log that cannot be written must not stop what it tells about: the next line says so.
      lost++
      size = null
    }
  }
}

/** The same, as plain lines for a person: to stderr, for a server that runs in a terminal. */
export function plainLog(write: (line: string) => void, hidden: Iterable<string> = []): Log {
  return (level, message, fields) => {
    try {
      const more = fields ? ` ${JSON.stringify(redacted(fields))}` : ''
      const mark = level === 'info' ? '' : `${level}: `
      write(without(`signalbox: ${mark}${message}${more}`, hidden).replaceAll('\n', '\\n') + '\n')
    } catch {
      // As above: whoever listens to stderr may be gone.
    }
  }
}

function logLine(
  at: number,
  level: Level,
  message: string,
  fields: Record<string, unknown>,
  hidden: Iterable<string>,
): string {
  const head = { at: new Date(at).toISOString(), level, message }
  const more = redacted(fields)
  const line = without(JSON.stringify({ ...head, ...(isRecord(more) && more) }), hidden)
  if (line.length <= longestLine) return `${line}\n`
  const cut = { ...head, message: message.slice(0, 2000), cut: line.length }
  return `${without(JSON.stringify(cut), hidden)}\n`
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}

/** The file becomes `file.1`, that one `file.2`, and so on: `files` of them are kept. */
export function putAside(file: string, files: number) {
  for (let n = files - 1; n >= 1; n--) {
    const from = n === 1 ? file : `${file}.${n - 1}`
    if (statSync(from, { throwIfNoEntry: false })) renameSync(from, `${file}.${n}`)
  }
}
