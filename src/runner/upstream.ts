import { setImmediate } from 'node:timers/promises'
import { debts, type Gate } from './debts.ts'
import type { Delta } from '../core/report.ts'
import type { RunnerEnd } from '../link/link.ts'
import type { Journal, Page } from './journal/journal.ts'
import { flight } from './flight.ts'
import { fragments } from './fragments.ts'
import { fresh } from './fresh.ts'
import { gathering, type Later } from './gathering.ts'
import { lineOf } from './reports-line.ts'

/** What one frame holds at most, but for a single report that is longer. */
export const frameLimit = { reports: 256, bytes: 512 * 1024 }

/** How long, in ms, what is told waits for more where a frame went up just before. */
const gatherMs = 2
/** What waits for more no longer: so many reports, or bytes, or characters of deltas. */
const enough = { reports: 128, bytes: 128 * 1024, text: 64 * 1024 }

/** Bytes on the link beyond which nothing more is put there, and nothing that may be left out. */
export const backlogLimit = 1024 * 1024
/** Of a session that owes reports; one that owes none has more room, or a noisy one would take it all. */
const deltaBacklog = { noisy: 256 * 1024, quiet: 2 * 1024 * 1024 }

export type Upstream = {
  /** The server that is told from now on; it has everything up to `after`. */
  attach(link: RunnerEnd, after: number): void
  detach(link: RunnerEnd): void
  readonly link: RunnerEnd | null
  /** These were just journaled. */
  told: (page: Page) => void
  /** Sent only to a server that keeps up: they are never recorded, and what they say is told again by a report. */
  deltas: (deltas: Delta[]) => void
  ack(seq: number): void
  /** The gate by which an agent goes on: see `debts`. */
  room: (session: string) => Gate
  readonly acked: number
  /** Resolves when the server has taken everything, or is gone. */
  allTaken(): Promise<void>
  /** It is to end: nothing waits for more from now on. Resolves when all is out, as far as the window lets it go. */
  flushed(): Promise<void>
}

export type UpstreamOptions = {
  journal: Pick<Journal, 'read' | 'last'>
  /** How much may be on its way and not acknowledged. */
  window: { reports: number; bytes: number }
  /** ms, of any clock that only goes on */
  now?: () => number
  later?: Later
  onTrouble: (message: string) => void
}

const afterMs: Later = (ms, call) => {
  const timer = setTimeout(call, ms)
  return () => clearTimeout(timer)
}

/**
 * Sends the journal to the server: what it missed from the disk, what is new at once or 2 ms after the last frame,
 * never more than the window.
 */
export function upstream(options: UpstreamOptions): Upstream {
  const { journal, onTrouble } = options
  let link: RunnerEnd | null = null
  let sent = 0
  let acked = 0
  let pumping: RunnerEnd | null = null
  let pumped: Promise<void> = Promise.resolve()
  /** It is to end: nothing waits for more. */
  let urgent = false
  const unsent = fresh(frameLimit, backlogLimit)
  const onItsWay = flight(options.window)
  let waiting: (() => void)[] = []

  const { now = () => performance.now(), later = afterMs } = options
  const owed = debts(now)
  const gather = gathering(gatherMs, { now, later }, flush)
  const pieces = fragments()
  /** Up to here it was journaled before this server came. */
  let older = 0

  function begin(next: RunnerEnd | null): void {
    link = next
    gather.hurry()
    pieces.take()
    owed.forget()
    onItsWay.forget()
    unsent.clear()
  }

  function send(to: RunnerEnd, { reports, json, bytes }: Page): void {
    const last = reports.at(-1)?.seq ?? sent
    onItsWay.sent({ last, reports: reports.length, bytes })
    sent = last
    unsent.forget(sent)
    to.send({ type: 'reports', reports }, lineOf(json))
    gather.sent()
  }

  /** What was just told, as one frame; `later`: more may come before it goes; null: only the journal has it. */
  function near(): Page | 'later' | null {
    const ready = unsent.ready(sent)
    if (!ready) return null
    const whole = urgent || ready.reports >= enough.reports || ready.bytes >= enough.bytes
    return whole || gather.due() ? unsent.next(sent) : 'later'
  }

  function flush(): void {
    if (link && pumping !== link) pumped = pump(link)
  }

  async function pump(to: RunnerEnd): Promise<void> {
    pumping = to
    try {
      while (link === to && sent < journal.last && onItsWay.open()) {
        const told = near()
        if (told === 'later') return
        const page = told ?? journal.read(sent, { ...frameLimit, reports: unsent.gap(sent) })
        // What is left cannot be read (any more): the server finds the gap when the next report comes.
        if (page.reports.length === 0) sent = journal.last
        else send(to, page)
        sendPieces(to)
        await (to.backlog() > backlogLimit ? to.drained() : setImmediate())
      }
      if (link === to && pieces.size > 0 && (urgent || gather.due())) sendPieces(to)
    } catch (error) {
      // Its server comes again, and so does the attempt.
      onTrouble(`The journal could not be read: ${String(error)}.`)
      to.close()
    } finally {
      if (pumping === to) pumping = null
    }
  }

  /** Never before a report of its own session that was told earlier: where that can go soon, the piece waits for it. */
  function sendPieces(to: RunnerEnd): void {
    const backlog = to.backlog()
    const ready: Delta[] = []
    const waiting: Delta[] = []
    for (const delta of pieces.take()) {
      const last = owed.last(delta.session)
      if (last > sent) waiting.push(delta)
      else if (backlog <= (last === 0 ? deltaBacklog.quiet : deltaBacklog.noisy)) ready.push(delta)
    }
    if (onItsWay.open()) pieces.put(waiting)
    if (ready.length === 0) return
    to.send({ type: 'deltas', deltas: ready })
    gather.sent()
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
      older = journal.last
      settle()
      flush()
    },
    detach(gone) {
      if (link !== gone) return
      begin(null)
      settle()
    },
    get link() {
      return link
    },
    told(page) {
      if (!link) return
      owed.told(page)
      for (const { session, child, report } of page.reports) pieces.told(session, child, report)
      unsent.put(page)
      flush()
    },
    deltas(deltas) {
      if (!link || sent < older) return
      for (const { session } of deltas.slice(-1)) owed.spoke(session)
      pieces.put(deltas)
      if (pieces.size >= enough.text) gather.hurry()
      if (gather.due()) flush()
      // Its server does not keep up: the reports behind them tell it all.
      if (pieces.size >= enough.text) pieces.take()
    },
    ack(seq) {
      acked = Math.max(acked, Math.min(seq, sent))
      onItsWay.acked(acked)
      owed.acked(acked)
      settle()
      flush()
    },
    room(session) {
      const gate = owed.room(session)
      // Without a server nobody is put behind anybody.
      return async (told) => (link ? gate(told) : undefined)
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
    async flushed() {
      urgent = true
      flush()
      await pumped
    },
  }
}
