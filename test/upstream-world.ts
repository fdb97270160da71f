import type { Journaled } from '../src/core/report.ts'
import type { FromRunner, ToRunner } from '../src/link/link.ts'
import { linkPair } from '../src/link/pair.ts'
import { upstream } from '../src/runner/upstream.ts'
import { handClock } from './hand-clock.ts'

export const report = (seq: number): Journaled => ({
  seq,
  at: 0,
  session: 's',
  report: { type: 'log', text: `${seq}` },
})

export const page = (reports: Journaled[], bytes: number) => ({
  reports,
  json: reports.map((one) => Buffer.from(JSON.stringify(one))),
  bytes,
})

/** A journal in memory that counts its pages. */
export function fakeJournal(last: number) {
  return {
    last,
    read(after: number, most: { reports: number }) {
      const count = Math.min(most.reports, this.last - after)
      const reports = Array.from({ length: count }, (_, index) => report(after + 1 + index))
      return page(reports, 100 * count)
    },
  }
}

export const window = { reports: 5000, bytes: 8 * 1024 * 1024 }
export const sentNumbers = (sent: FromRunner[]): number[] =>
  sent.flatMap((frame) => (frame.type === 'reports' ? frame.reports.map(({ seq }) => seq) : []))

export const delta = { session: 's', id: 'i', kind: 'message', offset: 0, text: 'a' } as const

/** An upstream on a clock set by hand, with a server that has all of an empty journal. */
export function attached(limit = window) {
  const journal = fakeJournal(0)
  const clock = handClock()
  const pair = linkPair<FromRunner, ToRunner>()
  const up = upstream({ journal, window: limit, ...clock, onTrouble: () => undefined })
  up.attach(pair.left, 0)
  const tell = (...seqs: number[]) => {
    journal.last = seqs.at(-1) ?? 0
    up.told(page(seqs.map(report), 100 * seqs.length))
  }
  return { up, pair, clock, tell, types: () => pair.leftSent.map(({ type }) => type) }
}

export const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve))
}
