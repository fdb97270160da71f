import type { SentOrder } from '../link/link.ts'
import type { Entry, Journal } from './journal/journal.ts'
import type { Settled, Supervisor } from './supervisor.ts'

/** How many orders may wait while the disk is full; the server sends the rest again on its next connection. */
const queueLimit = 10_000

export type Orders = {
  /** False: too many wait already, and these were not taken. */
  take(orders: readonly SentOrder[]): boolean
}

export type OrdersOptions = {
  journal: Pick<Journal, 'knows'>
  supervisor: Pick<Supervisor, 'carryOut'>
  save: (entries: readonly Entry[]) => Promise<void>
  now: () => number
  onTrouble: (message: string) => void
}

/**
 * Carries orders out one after the other, each at most once: its id is in the journal before anything
 * is done about it, and what is known there is not done again, be it after a restart.
 */
export function orders({ journal, supervisor, save, now, onTrouble }: OrdersOptions): Orders {
  const queue: SentOrder[] = []
  let working = false

  const trouble = (error: unknown): void => onTrouble(`An order failed: ${String(error)}.`)

  async function carryOut(sent: SentOrder): Promise<void> {
    const { id, order } = sent
    const { session, run, type } = order
    if (journal.knows(id)) return
    await save([{ taken: { id, session, run, type } }])
    const done = supervisor.carryOut(sent)
    // What an agent has to answer first is settled in its own time: no other order waits for it.
    if (done.settles)
      void done.settles.then((settled) => settle(id, session, settled)).catch(trouble)
    else await settle(id, session, done)
  }

  async function settle(id: string, session: string, settled: Settled): Promise<void> {
    const { error, entries = [], after } = settled
    const report = { type: 'command.settled', command: id, ...(error && { error }) } as const
    await save([...entries, { at: now(), session, report }])
    after?.()
  }

  async function work(): Promise<void> {
    if (working) return
    working = true
    try {
      for (let next = queue.shift(); next; next = queue.shift()) await carryOut(next)
    } finally {
      working = false
    }
  }

  return {
    take(sent) {
      if (queue.length + sent.length > queueLimit) return false
      queue.push(...sent)
      work().catch(trouble)
      return true
    },
  }
}
