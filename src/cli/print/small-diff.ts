import { structuredPatch } from 'diff'
import type { FileDiff } from '../../core/item.ts'
import { safe, safeLine } from './safe.ts'
import type { Style } from './style.ts'

/** Files longer than this are not compared line by line in a terminal. */
const longest = 500_000

/** The changed lines of some files with one line around them, at most `most` lines in all. */
export function smallDiff(diffs: readonly FileDiff[], style: Style, most = 12): string[] {
  const lines: string[] = []
  for (const { path, before, after } of diffs) {
    if (diffs.length > 1) lines.push(style.dim(safeLine(path)))
    if ((before?.length ?? 0) + after.length > longest) {
      lines.push(style.dim('(too long to compare here)'))
      continue
    }
    const hunks = hunksOf(before, after, 1)
    if (hunks === null) lines.push(style.dim('(too different to compare here)'))
    for (const hunk of hunks ?? [])
      lines.push(
        ...hunk.lines.filter((line) => !line.startsWith('\\')).map((line) => painted(line, style)),
      )
  }
  if (lines.length <= most) return lines
  const left = lines.length - (most - 1)
  return [...lines.slice(0, most - 1), style.dim(`… ${left} more lines`)]
}

/** Null where comparing takes too long: texts that share nothing. */
function hunksOf(before: string | null, after: string, context: number) {
  const options = { context, maxEditLength: 20_000 }
  return structuredPatch('', '', before ?? '', after, '', '', options)?.hunks ?? null
}

function painted(line: string, style: Style): string {
  const text = `${line.slice(0, 1)} ${safe(line.slice(1)).replace(/\n/g, ' ')}`.trimEnd()
  if (line.startsWith('+')) return style.green(text)
  return line.startsWith('-') ? style.red(text) : style.dim(text)
}

/** Lines added and removed, from the texts themselves. */
export function changedLines(diffs: readonly FileDiff[]): { added: number; removed: number } {
  let added = 0
  let removed = 0
  for (const { before, after } of diffs) {
    if ((before?.length ?? 0) + after.length > longest) continue
    for (const hunk of hunksOf(before, after, 0) ?? [])
      for (const line of hunk.lines) {
        if (line.startsWith('+')) added++
        if (line.startsWith('-')) removed++
      }
  }
  return { added, removed }
}
