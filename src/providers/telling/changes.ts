import { diffLines } from 'diff'
import type { FileDiff, Item } from '../../core/item.ts'

export type ToolItem = Extract<Item, { kind: 'tool' }>

/** Lines added and removed for each file, or nothing where the call changed none. */
export function withChanges(item: ToolItem): ToolItem {
  if (item.status !== 'completed' || !item.diffs) return item
  return { ...item, changes: item.diffs.map(changeOf) }
}

/** Comparing costs the square of this: beyond it lines are only counted, for the runner must not stall. */
const maxEditLength = 500

function changeOf({ path, before, after }: FileDiff): {
  path: string
  added: number
  removed: number
} {
  const parts = diffLines(before ?? '', after, { maxEditLength })
  if (!parts) return { path, ...counted(linesOf(before ?? ''), linesOf(after)) }
  let added = 0
  let removed = 0
  for (const part of parts) {
    if (part.added) added += part.count
    if (part.removed) removed += part.count
  }
  return { path, added, removed }
}

/** Lines that one text has and the other has not, wherever they stand: right but for lines that only moved. */
function counted(before: string[], after: string[]): { added: number; removed: number } {
  const left = new Map<string, number>()
  for (const line of before) left.set(line, (left.get(line) ?? 0) + 1)
  let kept = 0
  for (const line of after) {
    const count = left.get(line) ?? 0
    if (count === 0) continue
    left.set(line, count - 1)
    kept += 1
  }
  return { added: after.length - kept, removed: before.length - kept }
}

function linesOf(text: string): string[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}
