import type { Page } from './journal/journal.ts'

/**
 * What was just journaled and is not sent yet, as it was journaled: reading it back from the disk costs more than all
 * else there is to do with it. Bounded; the journal has it all.
 */
export type Fresh = {
  put(page: Page): void
  /** These are sent. */
  forget(upTo: number): void
  /** How much of what follows `sent` is here; null where only the journal has it. */
  ready(sent: number): { reports: number; bytes: number } | null
  /** What follows `sent`, as much as one frame holds; null where only the journal has it. */
  next(sent: number): Page | null
  /** How many reports of a frame are to be read from the journal, so that what is here goes on behind them. */
  gap(sent: number): number
  clear(): void
}

export function fresh(frame: { reports: number; bytes: number }, mostBytes: number): Fresh {
  let pages: Page[] = []
  let reports = 0
  let bytes = 0

  function clear(): void {
    pages = []
    reports = 0
    bytes = 0
  }

  function forget(upTo: number): void {
    const kept = pages.findIndex((page) => firstOf(page) > upTo)
    for (const gone of pages.splice(0, kept === -1 ? pages.length : kept)) {
      reports -= gone.reports.length
      bytes -= gone.bytes
    }
  }

  function follows(sent: number): boolean {
    forget(sent)
    const [first] = pages
    return first !== undefined && firstOf(first) === sent + 1
  }

  return {
    put(page) {
      const last = pages.at(-1)?.reports.at(-1)?.seq
      const follows = last === undefined || firstOf(page) === last + 1
      // A server that is so far behind is read to from the journal, until it is near again.
      if (!follows || bytes + page.bytes > mostBytes) clear()
      if (page.bytes > frame.bytes || page.reports.length > frame.reports) return clear()
      pages.push(page)
      reports += page.reports.length
      bytes += page.bytes
    },
    ready: (sent) => (follows(sent) ? { reports, bytes } : null),
    next(sent) {
      if (!follows(sent)) return null
      const all: Page = { reports: [], json: [], bytes: 0 }
      for (const page of pages) {
        const fits =
          all.reports.length + page.reports.length <= frame.reports &&
          all.bytes + page.bytes <= frame.bytes
        if (!fits) break
        all.reports.push(...page.reports)
        all.json.push(...page.json)
        all.bytes += page.bytes
      }
      return all
    },
    gap(sent) {
      const [first] = pages
      return first ? Math.min(frame.reports, Math.max(1, firstOf(first) - 1 - sent)) : frame.reports
    },
    forget,
    clear,
  }
}

const firstOf = (page: Page) => page.reports[0]?.seq ?? 0
