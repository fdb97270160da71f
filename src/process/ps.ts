import { execFile, execFileSync } from 'node:child_process'
import { promisify } from 'node:util'
import type { Row } from './proc.ts'

const run = promisify(execFile)
const options = { env: { LC_ALL: 'C' }, maxBuffer: 64 * 1024 * 1024, encoding: 'utf8' } as const

/**
 * All processes, where there is no /proc but BSD's `ps` (macOS). Best effort: it shows no environment of
 * the system's own protected programs; those are found as descendants of one that it shows.
 */
export async function psRows(marker: string | null): Promise<Row[]> {
  const columns = 'pid=,ppid=,pgid=,stat=,lstart=,command='
  const { stdout } = await run('/bin/ps', ['-axEww', '-o', columns], options)
  return parsePs(stdout, marker)
}

/** When one process started, or null when it is gone. */
export function psStarted(pid: number): string | null {
  try {
    const text = execFileSync('/bin/ps', ['-o', 'stat=,lstart=', '-p', String(pid)], options)
    const [stat, ...started] = text.trim().split(/\s+/)
    return !stat || stat.startsWith('Z') ? null : started.join(' ')
  } catch {
    // That is how `ps` says that there is no such process.
    return null
  }
}

/** Reads the output of `ps`; the environment follows the command, with blanks between. */
export function parsePs(text: string, marker: string | null): Row[] {
  const rows: Row[] = []
  for (const line of text.split('\n')) {
    const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\S+(?:\s+\S+){4})(.*)$/.exec(line)
    if (!match) continue
    const [, pid, parent, group, stat = '', started = '', rest = ''] = match
    if (stat.startsWith('Z')) continue
    rows.push({
      pid: Number(pid),
      parent: Number(parent),
      group: Number(group),
      session: 0,
      started: started.replace(/\s+/g, ' '),
      marked: marker !== null && `${rest} `.includes(` ${marker} `),
      vague: false,
    })
  }
  return rows
}
