import { setImmediate } from 'node:timers/promises'
import type { Delta, Journaled } from '../core/report.ts'
import type { RunnerEnd } from '../link/link.ts'
import type { Journal } from './journal/journal.ts'

/** What one frame holds at most, but for a single report that is longer. */
export const frameLimit = { reports: 256, bytes: 512 * 1024 }

/** Bytes on the link beyond which nothing more is put there, and nothing that may be left out. */
export const backlogLimit = 1024 * 1024
const deltaBacklog = 256 * 1024

export type Upstream = {
  /** The server that is told from now on; it has everything up to `after`. */
  attach(link: RunnerEnd, after: number): void
  detach(link: RunnerEnd): void
  readonly link: RunnerEnd | null
  /** These were just journaled. */
  told: (reports: Journaled[], bytes: number) => void
  /** Sent only to a server that keeps up: they are never recorded, and what they say is told again by a report. */
  deltas: (deltas: Delta[]) => void
  ack(seq: number): void
  readonly acked: number
  /** Resolves when the server has taken everything, or is gone. */
  allTaken(): Promise<void>
}

export type UpstreamOptions = {
  journal: Pick<Journal, 'read' | 'last'>
  /** How much may be on its way and not acknowledged. */
  window: { reports: number; bytes: number }
  onTrouble: (message: string) => void
}

/** Sends the journal to the server: what it missed from the disk, what is new at once, never more than the window. */
export function upstream({ journal, window, onTrouble }: UpstreamOptions): Upstream {
  let link: RunnerEnd | null = null
  let sent = 0
  let acked = 0
  let pumping: RunnerEnd | null = null
  let flight: { last: number; reports: number; bytes: number }[] = []
  let waiting: (() => void)[] = []

  let used = { reports: 0, bytes: 0 }

  function open(): boolean {
    return used.reports < window.reports && used.bytes < window.bytes
  }

  function landed(): void {
    const done = flight.findIndex(({ last }) => last > acked)
    for (const { reports, bytes } of flight.splice(0, done === -1 ? flight.length : done))
      used = { reports: used.reports - reports, bytes: used.bytes - bytes }
  }

  function begin(next: RunnerEnd | null): void {
    link = next
    flight = []
    used = { reports: 0, bytes: 0 }
  }

  function send(to: RunnerEnd, reports: Journaled[], bytes: number): void {
    const last = reports.at(-1)?.seq ?? sent
    flight.push({ last, reports: reports.length, bytes })
    used = { reports: used.reports + reports.length, bytes: used.bytes + bytes }
    sent = last
    to.send({ type: 'reports', reports })
  }

  async function pump(to: RunnerEnd): Promise<void> {
    if (pumping === to) return
    pumping = to
    try {
      while (link === to && sent < journal.last && open()) {
        const { reports, bytes } = journal.read(sent, frameLimit)
        // What is left cannot be read (any more): the server finds the gap when the next report comes.
        if (reports.length === 0) sent = journal.last
        else send(to, reports, bytes)
        await (to.backlog() > backlogLimit ? to.drained() : setImmediate())
      }
    } catch (error) {
      // Its server comes again, and so does the attempt.
      onTrouble(`The journal could not be read: ${String(error)}.`)
      to.close()
    } finally {
      if (pumping === to) pumping = null
    }
  }

  function settle(): void {
    if (link && acked < journal.last) return
    const woken = waiting
    waiting = []
    for (const resolve of woken) resolve()
  }

  return {
    attach(next, after) {
      begin(next)
      sent = after
      acked = after
      settle()
      void pump(next)
    },
    detach(gone) {
      if (link !== gone) return
      begin(null)
      settle()
    },
    get link() {
      return link
    },
    told(reports, bytes) {
      const first = reports[0]?.seq ?? 0
      const fits = reports.length <= frameLimit.reports && bytes <= frameLimit.bytes
      if (!link || pumping === link) return
      if (fits && first === sent + 1 && open() && link.backlog() <= backlogLimit)
        send(link, reports, bytes)
      else void pump(link)
    },
    deltas(deltas) {
      if (link && sent === journal.last && link.backlog() <= deltaBacklog)
        link.send({ type: 'deltas', deltas })
    },
    ack(seq) {
      acked = Math.max(acked, Math.min(seq, sent))
      landed()
      settle()
      if (link) void pump(link)
    },
    get acked() {
      return acked
    },
    allTaken() {
      const { promise, resolve } = Promise.withResolvers<void>()
      waiting.push(resolve)
      settle()
      return promise
    },
  }
}
