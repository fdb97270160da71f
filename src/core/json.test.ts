import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseJson } from './json.ts'

test.each([
  ['{"a": x}', 1, 7],
  ['abc', 1, 1],
  ['', 1, 1],
  ['{\n  "a": 1,\n}', 3, 1],
  ['{a', 1, 2],
  ['["x', 1, 2],
  ['[1 2]', 1, 4],
  ['{"a":1]', 1, 7],
  ['{"a":1} 2', 1, 9],
  ['[1,', 1, 4],
  ['{"a" 1}', 1, 6],
])('%j breaks at line %i, column %i', (text, line, column) => {
  expect(parseJson(text)).toMatchObject({ ok: false, line, column })
})

test('the value of whole JSON is what JSON.parse gives', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value)
      expect(parseJson(text)).toEqual({ ok: true, value: JSON.parse(text) })
    }),
  )
})

test('where it breaks is always inside the text or just behind it', () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(), fc.string({ maxLength: 3 }), (json, at, put) => {
      const text = json.slice(0, at % (json.length + 1)) + put
      const parsed = parseJson(text)
      if (parsed.ok) return
      const lines = text.split('\n')
      expect(parsed.line).toBeLessThanOrEqual(lines.length)
      expect(parsed.column).toBeLessThanOrEqual((lines[parsed.line - 1]?.length ?? 0) + 1)
    }),
  )
})
