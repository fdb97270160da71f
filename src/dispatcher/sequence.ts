import type { Journaled } from '../core/report.ts'

/** How many reports may wait for one that is missing before them. */
export const waitingLimit = 10_000

/**
 * Puts a runner's reports in order by their sequence number: doubled ones are left out, early ones
 * wait for those before them. Pure bookkeeping; who misses something decides when to ask again.
 */
export type Sequence = {
  /** The number up to which everything was handed out. */
  readonly taken: number
  /** The reports that can be taken now, in order. */
  put(reports: readonly Journaled[]): Journaled[]
  /** Numbers that are missing before the earliest waiting report, or null. */
  missing(): { from: number; to: number } | null
  /** Gives the missing numbers up for lost; answers what can be taken now. */
  skip(): Journaled[]
  /** Begins again behind `seq`; what waited is forgotten, because it will be sent again. */
  rewind(seq: number): void
}

export function sequence(after: number): Sequence {
  let taken = after
  const early = new Map<number, Journaled>()

  function ready(): Journaled[] {
    const found: Journaled[] = []
    for (let next = early.get(taken + 1); next; next = early.get(taken + 1)) {
      early.delete(next.seq)
      taken = next.seq
      found.push(next)
    }
    return found
  }

  return {
    get taken() {
      return taken
    },
    put(reports) {
      const found: Journaled[] = []
      for (const report of reports) {
        if (report.seq <= taken) continue
        if (report.seq === taken + 1) {
          taken = report.seq
          found.push(report)
          if (early.size > 0) found.push(...ready())
        } else if (early.size < waitingLimit) early.set(report.seq, report)
      }
      return found
    },
    missing() {
      if (early.size === 0) return null
      return { from: taken + 1, to: Math.min(...early.keys()) - 1 }
    },
    skip() {
      if (early.size > 0) taken = Math.min(...early.keys()) - 1
      return ready()
    },
    rewind(seq) {
      taken = seq
      early.clear()
    },
  }
}
