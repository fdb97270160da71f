import type { DiskRecord, Standing, Taken } from './record.ts'

/** How many ids of settled orders are kept beyond those that the server may not know as settled. */
export const keptIds = 10_000

/**
 * What the journal amounts to, but for the reports themselves: which runs are open, which orders were
 * taken. Folded from the records, so it is the same before and after a restart.
 */
export type Ledger = {
  apply(record: DiskRecord): void
  /** Everything up to `seq` is known to the server. */
  acked(seq: number): void
  knows: (order: string) => boolean
  standing: () => Standing
}

export function ledger(limit: number = keptIds): Ledger {
  let runs = new Map<string, string>()
  let unsettled = new Map<string, Taken>()
  let settled = new Map<string, number>()
  let known = 0

  function settle(id: string, seq: number, failed: boolean): void {
    const taken = unsettled.get(id)
    unsettled.delete(id)
    settled.set(id, seq)
    if (taken?.type === 'start' && failed) runs.delete(taken.run)
    forget()
  }

  function forget(): void {
    for (const [id, seq] of settled) {
      if (settled.size <= limit || seq > known) return
      settled.delete(id)
    }
  }

  return {
    apply(record) {
      switch (record.kind) {
        case 'standing':
          runs = new Map(record.standing.runs)
          unsettled = new Map(record.standing.unsettled.map((taken) => [taken.id, taken]))
          settled = new Map(record.standing.settled)
          return
        case 'taken':
          unsettled.set(record.taken.id, record.taken)
          if (record.taken.type === 'start') runs.set(record.taken.run, record.taken.session)
          return
        case 'report': {
          const { seq, report, session } = record.report
          if (report.type === 'command.settled')
            settle(report.command, seq, report.error !== undefined)
          if (report.type === 'agent.started') runs.set(report.run, session)
          if (report.type === 'agent.exited') runs.delete(report.run)
        }
      }
    },
    acked(seq) {
      known = Math.max(known, seq)
      forget()
    },
    knows: (order) => unsettled.has(order) || settled.has(order),
    standing: () => ({
      runs: [...runs],
      unsettled: [...unsettled.values()],
      settled: [...settled],
    }),
  }
}
