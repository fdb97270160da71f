import { existsSync, renameSync } from 'node:fs'

/**
 * Moves a database out of the way, with the files that belong to it, so that a new one can begin.
 * Nobody may have it open. `now` (ms since 1970) goes into the new name, which is returned;
 * null when there was nothing to move.
 */
export function setAside(file: string, now: number): string | null {
  // The database first: a log without its database is noticed at the next start, the other way
  // round its last transactions would be missing in silence.
  const parts = ['', '-wal', '-shm', '-journal']
  const there = parts.filter((part) => existsSync(file + part))
  if (there.length === 0) return null
  const stamp = new Date(now).toISOString().replaceAll(/[-:.]/g, '')
  const wanted = `${file}.set-aside-${stamp}`
  let name = wanted
  for (let n = 2; parts.some((part) => existsSync(name + part)); n++) name = `${wanted}-${n}`
  for (const part of there) renameSync(file + part, name + part)
  return name
}
