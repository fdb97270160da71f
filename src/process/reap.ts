import { setTimeout } from 'node:timers/promises'
import type { Row } from './proc.ts'
import { alive, type Found, kin, scan } from './scan.ts'
import { signalOne } from './signal.ts'

export { alive, type Found, startedAt } from './scan.ts'

const maxRounds = 50
const maxLooks = 50
/** A process that is just being replaced shows no environment: one look that finds nothing proves nothing. */
const quietLooks = 3

export type ReapOptions = {
  /** Pids to spare, beside ourselves, with those of their descendants that do not bear the marker. */
  except?: Iterable<number>
  /** Is told what still runs after the last round; a warning of the process unless given. */
  onLeft?: (left: Found[]) => void
}

/** All processes, but ourselves, that were started with `name=value` in their environment. */
export async function marked(name: string, value: string): Promise<Found[]> {
  const table = await scan(`${name}=${value}`)
  return [...table.values()].filter((row) => row.marked && row.pid !== process.pid).map(identity)
}

/** All descendants of a process, without itself. Also what is left of its group or session when it is gone. */
export async function tree(pid: number): Promise<Found[]> {
  return kin(await scan(null), [pid]).map(identity)
}

/**
 * Kills all processes that bear a marker in their environment, and all their descendants, until none is
 * left, and says how many. A list of pids alone loses against one that forks on while it is read, so
 * whatever is found is stopped at once, and killed when nothing more turns up; then we look again, until
 * `quietLooks` in a row, each at another moment, find nothing. Not found is only what has cleared its
 * environment AND lost its parents AND left their sessions. On Windows, where no environment can be read, it
 * finds nothing.
 */
export async function reap(
  name: string,
  value: string,
  options: ReapOptions = {},
): Promise<number> {
  const spared = new Set([1, process.pid, ...(options.except ?? [])])
  const killed = new Set<string>()
  let quiet = 0
  for (let round = 1; quiet < quietLooks; round++) {
    const found = await freeze(`${name}=${value}`, spared)
    quiet = found.length === 0 ? quiet + 1 : 0
    if (round > maxRounds && found.length > 0) {
      ;(options.onLeft ?? warn)(found)
      break
    }
    for (const one of found) if (signalSame(one, 'SIGKILL')) killed.add(key(one))
    // The killed need a moment to go; one that is stuck in the kernel needs longer.
    if (quiet < quietLooks) await setTimeout(found.length > 0 ? Math.min(5 * round, 100) : 5)
  }
  return killed.size
}

/** Stops all that is found, until a look finds nothing new: the stopped can fork no more. */
async function freeze(marker: string, spared: Set<number>): Promise<Found[]> {
  const found = new Map<string, Found>()
  const take = (row: Row): void => {
    if (spared.has(row.pid) || found.has(key(row))) return
    found.set(key(row), identity(row))
    signalSame(row, 'SIGSTOP')
  }
  for (let look = 0, before = -1; look < maxLooks && before !== found.size; look++) {
    before = found.size
    const table = await scan(marker, (row) => {
      if (row.marked) take(row)
    })
    for (const pid of spared) table.delete(pid)
    const seeds = [...table.values()].filter((row) => found.has(key(row))).map((row) => row.pid)
    for (const row of kin(table, seeds)) take(row)
  }
  return [...found.values()].filter((one) => alive(one.pid, one.started))
}

/**
 * Signals a process only if it still is the one that was found; false otherwise. Between the check and the
 * signal are microseconds, in which a pid would have to be freed and given out again.
 */
export function signalSame(found: Found, signal: NodeJS.Signals): boolean {
  if (found.pid === process.pid || !alive(found.pid, found.started)) return false
  return signalOne(found.pid, signal)
}

function warn(left: Found[]): void {
  process.emitWarning(`These processes cannot be killed: ${left.map(({ pid }) => pid).join(', ')}.`)
}

function identity({ pid, started }: Found): Found {
  return { pid, started }
}

function key({ pid, started }: Found): string {
  return `${pid} ${started}`
}
