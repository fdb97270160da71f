import type { FileDiff } from '../../core/item.ts'
import type { Entry } from '../../core/transcript.ts'

export type ChangedFile = {
  path: string
  /** Lines, over the edits that are known. */
  added: number
  removed: number
  diffs: FileDiff[]
  /** The event of its newest edit that is known; 0: none is. */
  seq: number
}

/**
 * The files that a session's edits touched, the newest first. `touched` names them all, oldest first;
 * lines and diffs come from the edits among `entries`.
 */
export function changedFiles(touched: readonly string[], entries: readonly Entry[]): ChangedFile[] {
  const files = new Map<string, ChangedFile>()
  const file = (path: string) => {
    const known = files.get(path) ?? { path, added: 0, removed: 0, diffs: [], seq: 0 }
    files.set(path, known)
    return known
  }
  for (const path of touched) file(path)
  for (const { item, seq } of editsIn(entries))
    for (const { path, added, removed } of item.changes ?? []) {
      const one = file(path)
      one.added += added
      one.removed += removed
      one.seq = seq
      one.diffs.push(...(item.diffs ?? []).filter((diff) => diff.path === path))
    }
  return [...files.values()].toReversed()
}

/** The edits that were made: calls that changed files and are over. */
export function editsIn(entries: readonly Entry[]) {
  return entries.flatMap((entry) =>
    entry.kind === 'item' && entry.item.kind === 'tool' && entry.item.status === 'completed'
      ? [{ item: entry.item, seq: entry.seq }]
      : [],
  )
}
