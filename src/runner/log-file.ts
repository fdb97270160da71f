import { appendFileSync, renameSync, statSync } from 'node:fs'

/** A log of at most `limit` bytes, and as much again in `<path>.1`. It never throws: a log is not worth a runner. */
export function logFile(
  path: string,
  options: { now: () => number; limit?: number },
): (message: string) => void {
  const { now, limit = 5 * 1024 * 1024 } = options
  let size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  return (message) => {
    const line = `${new Date(now()).toISOString()} ${message}\n`
    try {
      if (size > 0 && size + line.length > limit) {
        renameSync(path, `${path}.1`)
        size = 0
      }
      appendFileSync(path, line, { mode: 0o600 })
      size += Buffer.byteLength(line)
    } catch {
      // A full disk is told in the heartbeats; there is no other place left to say it.
    }
  }
}
