import { setImmediate } from 'node:timers/promises'
import { bootId, pids, readRow, type Row } from './proc.ts'
import { psRows, psStarted } from './ps.ts'

/** One process; `started` tells it from any other that had or will have its pid. */
export type Found = { pid: number; started: string }

const maxPasses = 100
const vagueLooks = 3
const rowsAtOnce = 200

/**
 * All processes there are; empty on Windows, which lets nobody read the environment of another process.
 * A process can be born while we look: we look again at what is new until a list brings nothing new, so
 * every process of that last list was read, however fast one replaces itself. `onRow` is told each at
 * once, to act on it before it has moved on.
 */
export async function scan(
  marker: string | null,
  onRow: (row: Row) => void = () => undefined,
): Promise<Map<number, Row>> {
  const known = new Map<number, Row>()
  const take = (row: Row): void => {
    known.set(row.pid, row)
    onRow(row)
  }
  if (process.platform === 'darwin') for (const row of await psRows(marker)) take(row)
  if (process.platform !== 'linux') return known

  const boot = bootId()
  const looks = new Map<number, number>()
  for (let pass = 0; pass < maxPasses; pass++) {
    const fresh = pids().filter((pid) => !known.has(pid) && (looks.get(pid) ?? 0) < vagueLooks)
    if (fresh.length === 0) break
    // The newest first: they are the ones that are soon gone.
    for (const [index, pid] of fresh.toReversed().entries()) {
      const row = readRow(pid, boot, marker)
      const looked = (looks.get(pid) ?? 0) + 1
      // The kernel's threads and zombies need no second look; an empty environment may be an exec half done.
      looks.set(pid, row ? looked : vagueLooks)
      if (row && (!row.vague || looked === vagueLooks)) take(row)
      if (index % rowsAtOnce === rowsAtOnce - 1) await setImmediate()
    }
  }
  return known
}

/** What identifies the process that has this pid now; null when there is none (or on Windows). */
export function startedAt(pid: number): string | null {
  if (process.platform === 'darwin') return psStarted(pid)
  if (process.platform !== 'linux') return null
  return readRow(pid, bootId(), null)?.started ?? null
}

/** Whether that very process still runs: not another one under its pid, not a zombie. */
export function alive(pid: number, started: string): boolean {
  return startedAt(pid) === started
}

/** Everything that descends from the seeds by parent, or lives in a group or session that one of them leads. */
export function kin(table: Map<number, Row>, seeds: Iterable<number>): Row[] {
  const family = new Set(seeds)
  const found: Row[] = []
  for (let before = -1; before !== found.length;) {
    before = found.length
    for (const row of table.values()) {
      if (family.has(row.pid)) continue
      if (!family.has(row.parent) && !family.has(row.group) && !family.has(row.session)) continue
      family.add(row.pid)
      found.push(row)
    }
  }
  return found
}
