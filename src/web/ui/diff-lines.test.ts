import { expect, test } from 'vitest'
import { diffLines } from './diff-lines.ts'

const marked = (before: string, after: string) =>
  diffLines(before, after).map(({ kind, text, marks }) => [
    kind,
    marks.map(([from, to]) => text.slice(from, to)),
  ])

test('what changed within a line is marked, in both', () => {
  expect(marked('const at = now();\n', 'const at = d.sentAt;\n')).toEqual([
    ['removed', ['now()']],
    ['added', ['d.sentAt']],
  ])
})

test('a line finds the one it became among several that were added', () => {
  const before = 'await db.copyInvoices({ all: true });\n'
  const after =
    'for (const t of tenants) {\n  await db.copyInvoices({ tenant: t.id });\n  tick(t.slug);\n}\n'
  expect(marked(before, after)).toEqual([
    ['removed', ['all: true']],
    ['added', []],
    ['added', ['tenant: t.id']],
    ['added', []],
    ['added', []],
  ])
})

test('lines with nothing in common are not marked', () => {
  expect(marked('one two three\n', 'four five six\n')).toEqual([
    ['removed', []],
    ['added', []],
  ])
})

test('hunks that lie far apart have a gap between them, and keep their numbers', () => {
  const lines = Array.from({ length: 30 }, (_, n) => `line ${n + 1}`)
  const changed = lines.with(1, 'changed 2').with(27, 'changed 28')
  const shown = diffLines(lines.join('\n'), changed.join('\n'))
  expect(shown.filter(({ kind }) => kind === 'gap')).toHaveLength(1)
  expect(shown.find(({ text }) => text === 'changed 28')).toMatchObject({
    kind: 'added',
    after: 28,
  })
})
