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

/** Longer runs are not paired line by line. */
const mostPaired = 60

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

/** Lines removed and the ones put in their place: what changed within lines that are alike is marked. */
function markWords(lines: DiffLine[]) {
  for (let at = 0; at < lines.length; at++) {
    if (lines[at]?.kind !== 'removed') continue
    const removed = run(lines, at, 'removed')
    const added = run(lines, at + removed.length, 'added')
    at += removed.length + added.length - 1
    if (removed.length > mostPaired || added.length > mostPaired) continue
    let free = added
    for (const line of removed) {
      const twin = twinOf(line, free)
      if (!twin) continue
      markPair(line, twin)
      free = free.slice(free.indexOf(twin) + 1)
    }
  }
}

function run(lines: DiffLine[], from: number, kind: DiffLine['kind']): DiffLine[] {
  const end = lines.findIndex((line, at) => at >= from && line.kind !== kind)
  return lines.slice(from, end < 0 ? undefined : end)
}

/** The line that this one most likely became: more than half of the shorter one's words stand in it. */
function twinOf(line: DiffLine, among: DiffLine[]): DiffLine | undefined {
  const words = wordsOf(line.text)
  let best: { line: DiffLine; share: number } | undefined
  for (const one of among) {
    const others = wordsOf(one.text)
    const both = [...words].filter((word) => others.has(word)).length
    const share = both / Math.max(1, Math.min(words.size, others.size))
    if (share > 0.5 && share > (best?.share ?? 0)) best = { line: one, share }
  }
  return best?.line
}

function wordsOf(text: string): Set<string> {
  return new Set(text.match(/[\p{L}\p{N}_]+/gu))
}

function markPair(line: DiffLine, next: DiffLine) {
  if (line.text.length > mostWords || next.text.length > mostWords) return
  let a = 0
  let b = 0
  for (const part of diffWordsWithSpace(line.text, next.text)) {
    const { length } = part.value
    if (part.removed) mark(line, a, a + length)
    else if (part.added) mark(next, b, b + length)
    if (!part.added) a += length
    if (!part.removed) b += length
  }
  // Most of it changed: nothing stands out.
  const shares = [covered(line), covered(next)]
  if (Math.min(...shares) > 0.6 || Math.max(...shares) > 0.8) line.marks = next.marks = []
}

/** Marks with nothing but blanks or a bracket between them read as one. */
function mark(line: DiffLine, from: number, to: number) {
  const last = line.marks.at(-1)
  if (last && !/[\p{L}\p{N}]/u.test(line.text.slice(last[1], from))) last[1] = to
  else if (line.text.slice(from, to).trim() !== '') line.marks.push([from, to])
}

/** How much of a line is marked, from 0 to 1. */
function covered({ marks, text }: DiffLine): number {
  const sum = marks.reduce((all, [from, to]) => all + to - from, 0)
  return sum / Math.max(1, text.trim().length)
}
