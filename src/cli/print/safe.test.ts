import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cleaner, safe, safeLine } from './safe.ts'

test.each([
  ['colours', 'a\u001b[31mred\u001b[0mb', 'aredb'],
  ['a cleared screen', 'x\u001b[2J\u001b[Hy', 'xy'],
  ['a title', 'x\u001b]0;owned\u0007y', 'xy'],
  ['a link', '\u001b]8;;http://evil\u001b\\click\u001b]8;;\u001b\\', 'click'],
  ['a clipboard write', 'x\u001b]52;c;aGk=\u0007y', 'xy'],
  ['a device string', 'x\u001bP1$rq\u001b\\y', 'xy'],
  ['an eight-bit introducer', 'x\u009b31my', 'x31my'],
  ['a backspace, a bell, a return', 'a\b\u0007\rb', 'ab'],
  ['turned text', 'if (a \u202e} \u2066admin\u2069', 'if (a } admin'],
  ['fillers', 'a\u200bb\ufeffc\u00add', 'abcd'],
  ['tags', 'a\u{e0041}b', 'ab'],
  ['half a letter', 'a\ud83db', 'a\ufffdb'],
  ['line separators', 'a\u2028b\u2029c', 'a\nb\nc'],
])('%s does not reach the terminal', (_, text, shown) => {
  expect(safe(text)).toBe(shown)
})

test('what a person can read stays', () => {
  const text = 'naïve 漢字 👩‍💻 עברית\n  indented\n\n$ ls -l'
  expect(safe(text)).toBe(text)
})

test('an escape that never ends hides no more than its line', () => {
  expect(safe('a\u001b]0;title\nrm -rf /')).toBe('a0;title\nrm -rf /')
  expect(safe(`\u001b]${'x'.repeat(9000)}\u0007`)).toContain('xxxx')
})

test('a title is one line', () => {
  expect(safeLine(' a\n\tb\u001b[1m  c ')).toBe('a b c')
})

test('text in pieces is the same as the text whole, wherever it is cut', () => {
  const part = fc.constantFrom(
    'a',
    ' ',
    '\n',
    '\u001b',
    '[',
    ']',
    '31',
    'm',
    '\u0007',
    '\\',
    '👩',
    '\ud83d',
    '\udb40',
    '\udc41',
    '(',
    'é',
  )
  fc.assert(
    fc.property(fc.array(part), fc.array(fc.nat(40)), (parts, cuts) => {
      const text = parts.join('')
      const clean = cleaner()
      let shown = ''
      let at = 0
      for (const cut of cuts.toSorted((a, b) => a - b)) {
        shown += clean.take(text.slice(at, Math.max(at, cut)))
        at = Math.max(at, Math.min(cut, text.length))
      }
      shown += clean.take(text.slice(at)) + clean.end()
      expect(shown).toBe(safe(text))
      // eslint-disable-next-line no-control-regex
      expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
    }),
    { numRuns: 2000 },
  )
})
