import { diffWordsWithSpace, structuredPatch } from 'diff'

export type DiffLine = {
  kind: 'same' | 'added' | 'removed' | 'gap'
  before: number | null
  after: number | null
  text: string
  /** What changed within the line, from and to, in UTF-16 units. */
  marks: [number, number][]
}

/** A file larger than this is not compared word by word, in characters. */
const mostWords = 400

/** The hunks of a change, three lines of context around each. */
export function diffLines(before: string | null, after: string): DiffLine[] {
  const patch = structuredPatch('a', 'b', before ?? '', after, '', '', {
    context: 3,
    maxEditLength: 4000,
  })
  if (!patch) return []
  const lines: DiffLine[] = []
  for (const hunk of patch.hunks) {
    if (lines.length > 0)
      lines.push({ kind: 'gap', before: null, after: null, text: '', marks: [] })
    let old = hunk.oldStart
    let now = hunk.newStart
    for (const line of hunk.lines) {
      const text = line.slice(1)
      if (line.startsWith('\\')) continue
      if (line.startsWith('-'))
        lines.push({ kind: 'removed', before: old++, after: null, text, marks: [] })
      else if (line.startsWith('+'))
        lines.push({ kind: 'added', before: null, after: now++, text, marks: [] })
      else lines.push({ kind: 'same', before: old++, after: now++, text, marks: [] })
    }
  }
  markWords(lines)
  return lines
}

/** One removed line followed by one added is one that changed: what changed in it is marked. */
function markWords(lines: DiffLine[]) {
  lines.forEach((line, at) => {
    const next = lines[at + 1]
    if (line.kind !== 'removed' || next?.kind !== 'added') return
    if (lines[at - 1]?.kind === 'removed') return
    if (line.text.length > mostWords || next.text.length > mostWords) return
    let a = 0
    let b = 0
    for (const part of diffWordsWithSpace(line.text, next.text)) {
      const { length } = part.value
      if (part.removed) line.marks.push([a, a + length])
      else if (part.added) next.marks.push([b, b + length])
      if (!part.added) a += length
      if (!part.removed) b += length
    }
    const covered = (marks: [number, number][], text: string) =>
      marks.reduce((sum, [from, to]) => sum + to - from, 0) > text.trim().length * 0.8
    // All of it changed: nothing stands out.
    if (covered(line.marks, line.text) && covered(next.marks, next.text))
      line.marks = next.marks = []
  })
}
