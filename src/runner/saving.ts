import type { Entry, Journal, Page } from './journal/journal.ts'

/** Since when (ms since 1970) the journal cannot be written, and why. */
export type Unsaved = { since: number; reason: string }

export type Saving = {
  /**
   * Resolves when it is in the journal. While the disk is full or broken that is later: whoever waits here
   * reads no further, and so holds its agent. Entries keep their order. Never rejects; it stays pending
   * when the journal is given up.
   */
  save: (entries: readonly Entry[]) => Promise<void>
  unsaved(): Unsaved | null
  /** Tries no more. */
  giveUp(): void
}

export type SavingOptions = {
  journal: Pick<Journal, 'append'>
  now: () => number
  /** How long to wait, in ms, before a failed write is tried again. */
  retryMs: number
  onSaved: (page: Page) => void
  /** Null: it works again. */
  onUnsaved: (unsaved: Unsaved | null) => void
}

/** Writes to the journal, and goes on trying where it cannot be written. */
export function saving({ journal, now, retryMs, onSaved, onUnsaved }: SavingOptions): Saving {
  let waiting: { entries: readonly Entry[]; resolve: () => void }[] = []
  let unsaved: Unsaved | null = null
  let timer: NodeJS.Timeout | null = null
  let over = false

  function write(entries: readonly Entry[]): boolean {
    const appended = journal.append(entries)
    if (!appended.ok) {
      const since = unsaved?.since ?? now()
      if (unsaved?.reason !== appended.reason)
        onUnsaved((unsaved = { since, reason: appended.reason }))
      timer ??= setTimeout(retry, retryMs)
      return false
    }
    if (unsaved) onUnsaved((unsaved = null))
    if (appended.reports.length > 0) onSaved(appended)
    return true
  }

  function retry(): void {
    timer = null
    while (!over) {
      const [next] = waiting
      if (!next || !write(next.entries)) return
      waiting.shift()
      next.resolve()
    }
  }

  return {
    save(entries) {
      if (over) return new Promise(() => undefined)
      if (waiting.length === 0 && write(entries)) return Promise.resolve()
      return new Promise((resolve) => void waiting.push({ entries, resolve }))
    },
    unsaved: () => unsaved,
    giveUp() {
      over = true
      waiting = []
      if (timer) clearTimeout(timer)
    },
  }
}
