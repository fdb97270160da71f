import type { Page } from './journal/journal.ts'

/** What a session may have told that its server has not taken, before its agent is held. */
export const allowance = { reports: 256, bytes: 256 * 1024 }

/** How long an agent is held for one batch at most, in ms: a server that takes nothing slows agents, and stops none. */
const longestHold = 250

type Debt = { last: number; reports: number; bytes: number }

/**
 * What each session told that its server has not acknowledged. All reports go up in one order: an agent that writes
 * faster than the server takes would put every other one behind its own backlog, so it is held meanwhile.
 */
export type Debts = {
  told(page: Page): void
  acked(seq: number): void
  /** There is no server: nothing is owed, nobody is held. */
  forget(): void
  /** The number of the last report that is owed of a session; 0: none. */
  last(session: string): number
  /** Resolves when the session owes less than its allowance, or was held long enough. */
  room(session: string): Promise<void>
}

export function debts(): Debts {
  const owed = new Map<string, Debt[]>()
  const held = new Map<string, Set<() => void>>()

  function within(session: string): boolean {
    const all = owed.get(session) ?? []
    const reports = all.reduce((sum, one) => sum + one.reports, 0)
    const bytes = all.reduce((sum, one) => sum + one.bytes, 0)
    return reports <= allowance.reports && bytes <= allowance.bytes
  }

  function release(session: string): void {
    for (const go of held.get(session) ?? []) go()
  }

  return {
    told({ reports, json }) {
      let open: { session: string; debt: Debt } | null = null
      reports.forEach(({ session, seq }, at) => {
        if (open?.session !== session) {
          open = { session, debt: { last: seq, reports: 0, bytes: 0 } }
          owed.set(session, [...(owed.get(session) ?? []), open.debt])
        }
        open.debt.last = seq
        open.debt.reports += 1
        open.debt.bytes += json[at]?.length ?? 0
      })
    },
    acked(seq) {
      for (const [session, all] of owed) {
        const left = all.filter(({ last }) => last > seq)
        if (left.length === 0) owed.delete(session)
        else owed.set(session, left)
        if (within(session)) release(session)
      }
    },
    forget() {
      owed.clear()
      for (const session of held.keys()) release(session)
    },
    last: (session) => owed.get(session)?.at(-1)?.last ?? 0,
    room(session) {
      if (within(session)) return Promise.resolve()
      return new Promise((resolve) => {
        const waiting = held.get(session) ?? new Set()
        held.set(session, waiting)
        const go = (): void => {
          clearTimeout(timer)
          waiting.delete(go)
          if (waiting.size === 0) held.delete(session)
          resolve()
        }
        const timer = setTimeout(go, longestHold)
        waiting.add(go)
      })
    },
  }
}
