import fc from 'fast-check'
import { expect, test } from 'vitest'
import { flow } from './flow.ts'
import { columnsOf } from './width.ts'

function laid(text: string, prefix = '', columns: number | null = 20, cuts: number[] = []): string {
  const lines = flow(prefix, columns)
  let out = ''
  let at = 0
  for (const cut of cuts.toSorted((a, b) => a - b)) {
    out += lines.take(text.slice(at, Math.max(at, cut)))
    at = Math.max(at, Math.min(cut, text.length))
  }
  return out + lines.take(text.slice(at)) + lines.end()
}

test('lines break between words', () => {
  expect(laid('the quick brown fox jumps over it')).toBe('the quick brown fox\njumps over it\n')
})

test('each line begins with the prefix', () => {
  expect(laid('the quick brown fox jumps', '  │ ')).toBe('  │ the quick brown\n  │ fox jumps\n')
})

test('empty lines and indents of the text stay', () => {
  expect(laid('a\n\n    b c\n', '│ ')).toBe('│ a\n│\n│     b c\n')
})

test('in a pipe no line is broken', () => {
  const text = 'the quick brown fox jumps over the lazy dog'
  expect(laid(text, '', null)).toBe(`${text}\n`)
})

test('how a text is cut into pieces changes nothing', () => {
  const words = fc.array(
    fc.constantFrom('a', 'word', 'longer-word', ' ', '  ', '\n', '漢字', 'x'.repeat(50)),
  )
  fc.assert(
    fc.property(words, fc.array(fc.nat(200)), (parts, cuts) => {
      const text = parts.join('')
      expect(laid(text, '| ', 20, cuts)).toBe(laid(text, '| ', 20))
    }),
  )
})

test('no line of short words is wider than the terminal', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'word', '漢字', 'fox')), (words) => {
      for (const line of laid(words.join(' '), '| ', 12).split('\n'))
        expect(columnsOf(line)).toBeLessThanOrEqual(12)
    }),
  )
})
