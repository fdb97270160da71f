import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** How much a world holds at one moment. Memory in MiB (PSS: shared pages counted in parts), files in MiB. */
export type Sample = {
  minute: number
  events: number
  serverMb: number
  runnerMb: number
  serverFiles: number
  runnerFiles: number
  processes: number
  databaseMb: number
  walMb: number
  journalMb: number
  wireMb: number
}

const mb = (bytes: number) => Math.round((bytes / 2 ** 20) * 10) / 10

/** Linux only: reads `/proc`. */
export function sample(
  data: string,
  its: { minute: number; events: number; server: number; runner: number; processes: number },
): Sample {
  const { minute, events, server, runner, processes } = its
  const folder = join(data, 'runners', 'local')
  return {
    minute,
    events,
    serverMb: mb(pss(server)),
    runnerMb: mb(pss(runner)),
    serverFiles: openFiles(server),
    runnerFiles: openFiles(runner),
    processes,
    databaseMb: mb(sizeOf(join(data, 'signalbox.sqlite'))),
    walMb: mb(sizeOf(join(data, 'signalbox.sqlite-wal'))),
    journalMb: mb(folderSize(join(folder, 'journal'))),
    wireMb: mb(folderSize(join(folder, 'wire'))),
  }
}

function pss(pid: number): number {
  const line = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))
  return Number(line?.[1] ?? 0) * 1024
}

function openFiles(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}

function folderSize(folder: string): number {
  if (!existsSync(folder)) return 0
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + sizeOf(join(entry.parentPath, entry.name)), 0)
}
