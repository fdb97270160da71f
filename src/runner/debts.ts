import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from './journal/journal.ts'

/** What a session may have told that its server has not taken, before its agent is held: while others speak too. */
export const allowance = { reports: 24, bytes: 40 * 1024 }

/**
 * The same where no other speaks: nobody is put behind anybody then. It is less than the link takes at once, so that
 * nothing of it has to be read back from the disk.
 */
export const allowanceAlone = { reports: 2000, bytes: 768 * 1024 }

/** A session is alone when no other spoke for so long, in ms. */
const aloneAfter = 1000

/**
 * How many things an agent may tell in a ms while others speak too, and how far ahead of that it may be, in ms. What
 * more it writes stays with it: with every core at work for a flood the others would wait for one.
 */
export const pace = { perMs: 5, aheadMs: 4 }

/** How long an agent is held for one batch at most, once for what it owes and once for its pace, in ms: a server that takes nothing slows agents, and stops none. */
const longestHold = 250

type Debt = { last: number; reports: number; bytes: number }

export type Gate = (told: number) => Promise<void>

/** What one session owes, oldest first, and the sums of it. */
type Owed = { debts: Debt[]; reports: number; bytes: number }

/**
 * What each session told that its server has not acknowledged. All reports go up in one order: an agent that writes
 * faster than the server takes would put every other one behind its own backlog, so it is held meanwhile.
 */
export type Debts = {
  told(page: Page): void
  /** A session said something that is not owed: it is there. */
  spoke(session: string): void
  acked(seq: number): void
  /** There is no server: nothing is owed, nobody is held. */
  forget(): void
  /** The number of the last report that is owed of a session; 0: none. */
  last(session: string): number
  /**
   * The gate of one agent, which is told how many things it let through last. Resolves when its session owes less than
   * its allowance, or was held long enough, and keeps the pace.
   */
  room(session: string): Gate
}

export function debts(now: () => number): Debts {
  const owed = new Map<string, Owed>()
  const held = new Map<string, Set<() => void>>()

  /** The session that spoke last, and the last other one before it. */
  let latest = { session: '', at: -Infinity }
  let other = latest

  function spoke(session: string): void {
    if (session !== latest.session) other = latest
    latest = { session, at: now() }
  }

  function alone(session: string): boolean {
    const { at } = session === latest.session ? other : latest
    return now() - at > aloneAfter
  }

  function within(session: string): boolean {
    const its = owed.get(session)
    if (!its) return true
    const most = alone(session) ? allowanceAlone : allowance
    return its.reports <= most.reports && its.bytes <= most.bytes
  }

  function release(session: string): void {
    for (const go of held.get(session) ?? []) go()
  }

  function paid(session: string): Promise<void> {
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
  }

  return {
    told({ reports, json }) {
      let last = ''
      let its: Owed = { debts: [], reports: 0, bytes: 0 }
      let debt: Debt = { last: 0, reports: 0, bytes: 0 }
      reports.forEach(({ session, seq }, at) => {
        if (session !== last) {
          spoke(session)
          its = owed.get(session) ?? { debts: [], reports: 0, bytes: 0 }
          owed.set(session, its)
          debt = { last: seq, reports: 0, bytes: 0 }
          its.debts.push(debt)
          last = session
        }
        const bytes = json[at]?.length ?? 0
        debt.last = seq
        debt.reports += 1
        debt.bytes += bytes
        its.reports += 1
        its.bytes += bytes
      })
    },
    spoke,
    acked(seq) {
      for (const [session, its] of owed) {
        const open = its.debts.findIndex(({ last }) => last > seq)
        for (const paid of its.debts.splice(0, open === -1 ? its.debts.length : open)) {
          its.reports -= paid.reports
          its.bytes -= paid.bytes
        }
        if (its.debts.length === 0) owed.delete(session)
        if (within(session)) release(session)
      }
    },
    forget() {
      owed.clear()
      for (const session of held.keys()) release(session)
    },
    last: (session) => owed.get(session)?.debts.at(-1)?.last ?? 0,
    room(session) {
      let freeAt = 0
      return async (told) => {
        if (!within(session)) await paid(session)
        const at = now()
        freeAt = alone(session) ? at : Math.max(freeAt, at) + told / pace.perMs
        if (freeAt - at > pace.aheadMs) await sleep(Math.min(freeAt - at, longestHold))
      }
    },
  }
}
