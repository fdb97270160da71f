import type { Report } from '../../core/report.ts'

/** The most that one report holds, in UTF-8 bytes. */
const limit = 4096

export type LogLines = {
  add(text: string): void
  /** Lines since the last time, or null where there were none. */
  take(): (Report & { type: 'log' }) | null
  /** The rest, with a last line that nothing ended. */
  end(): (Report & { type: 'log' }) | null
}

/** Gathers what a program writes to stderr. Of a flood the first lines are kept and the rest is counted. */
export function logLines(): LogLines {
  let lines: string[] = []
  let bytes = 0
  let dropped = 0
  let unfinished = ''

  function line(text: string): void {
    const size = Buffer.byteLength(text) + 1
    if (bytes + size > limit) {
      dropped += 1
      return
    }
    bytes += size
    lines.push(text)
  }

  function take(): (Report & { type: 'log' }) | null {
    if (lines.length === 0 && dropped === 0) return null
    const text = lines.join('\n')
    const report = { type: 'log' as const, text, ...(dropped > 0 && { dropped }) }
    lines = []
    bytes = 0
    dropped = 0
    return report
  }

  return {
    add(text) {
      const parts = (unfinished + text).split('\n')
      // A line that never ends is longer than a report anyhow: its beginning is enough to drop it by.
      unfinished = (parts.pop() ?? '').slice(0, limit)
      for (const part of parts) line(part)
    },
    take,
    end() {
      if (unfinished !== '') line(unfinished)
      unfinished = ''
      return take()
    },
  }
}
