import type { Write } from '../../../src/store/store.ts'
import { created, said, type Entry } from './book.ts'

/** Sessions that batches write to. */
export const batchSessions = ['s0', 's1', 's2']

/** Batch number `n`, from 1: of a size of its own, over several tables, the first with the sessions. */
export function batch(n: number): { entries: Entry[]; over: Partial<Write> } {
  const session = batchSessions[n % batchSessions.length] ?? ''
  const texts = Array.from({ length: (n % 5) + 1 }, (_, i) => said(session, textOf(n, i)))
  return {
    entries: n === 1 ? [...batchSessions.map((id) => created(id)), ...texts] : texts,
    over: {
      offsets: [{ runner: 'here', journal: 'j', seq: n }],
      logs: [{ sessionId: session, at: n, text: `batch ${n}`, dropped: 0 }],
    },
  }
}

/** How many events the batches up to `n` have. */
export function eventsUpTo(n: number): number {
  let events = 0
  for (let i = 1; i <= n; i++) events += batch(i).entries.length
  return events
}

const textOf = (n: number, i: number) => `${n}.${i} ${'word '.repeat(200)}`
