import { closeSync, fdatasync, fdatasyncSync, fstatSync, ftruncateSync, openSync } from 'node:fs'
import { readSync, writeSync } from 'node:fs'

/** Lines on disk. A line is with the system when `append` returns, and on the disk within 50 ms or at `flush`. */
export type DurableLog = {
  append: (line: string) => void
  /** The last whole line there is, or null. */
  last: () => string | null
  flush: () => void
  close: () => void
}

const syncAfterMs = 50
const newline = 0x0a

/** Opens a log for appending. A torn last line, left by a process killed while writing, is cut off. */
export function durableLog(path: string): DurableLog {
  const file = openSync(path, 'a+', 0o600)
  let size = lastNewline(file, fstatSync(file).size) + 1
  ftruncateSync(file, size)
  let dirty = false
  let timer: NodeJS.Timeout | null = null

  function syncSoon() {
    timer = setTimeout(() => {
      dirty = false
      fdatasync(file, () => {
        // A disk that cannot sync is told by the next write; the timer only sets the beat.
        timer = null
        if (dirty) syncSoon()
      })
    }, syncAfterMs)
    timer.unref()
  }

  function flush() {
    if (!dirty) return
    dirty = false
    fdatasyncSync(file)
  }

  return {
    append(line) {
      const bytes = Buffer.from(`${line}\n`)
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at)
      size += bytes.length
      dirty = true
      if (timer === null) syncSoon()
    },
    last() {
      if (size === 0) return null
      const start = lastNewline(file, size - 1) + 1
      const line = Buffer.alloc(size - 1 - start)
      readSync(file, line, 0, line.length, start)
      return line.toString()
    },
    flush,
    close() {
      if (timer !== null) clearTimeout(timer)
      flush()
      closeSync(file)
    },
  }
}

/** Where the last newline before `end` is, or -1. */
function lastNewline(file: number, end: number): number {
  const chunk = Buffer.alloc(64 * 1024)
  for (let upTo = end; upTo > 0;) {
    const from = Math.max(0, upTo - chunk.length)
    readSync(file, chunk, 0, upTo - from, from)
    const found = chunk.subarray(0, upTo - from).lastIndexOf(newline)
    if (found >= 0) return from + found
    upTo = from
  }
  return -1
}
