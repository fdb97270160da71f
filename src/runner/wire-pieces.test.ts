import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wirePieces } from './wire-pieces.ts'

const line = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('a\ud800b', '\udfff', ''),
  fc.integer({ min: 0, max: 70_000 }).map((length) => 'a'.repeat(length)),
  fc.integer({ min: 0, max: 30_000 }).map((length) => 'ü'.repeat(length)),
)

test('what is gathered is what was put, whichever pieces were used before', () => {
  const pieces = wirePieces()
  fc.assert(
    fc.property(fc.array(fc.array(line), { maxLength: 4 }), (runs) => {
      const all = runs.map((lines) => ({ lines, gathered: pieces.gather() }))
      // One line of each run after the other, as agents write beside each other.
      const longest = Math.max(0, ...runs.map(({ length }) => length))
      for (let at = 0; at < longest; at += 1)
        for (const { lines, gathered } of all) {
          const text = lines[at]
          if (text !== undefined) gathered.put(text)
        }
      for (const { lines, gathered } of all) {
        const bytes = Buffer.concat(gathered.pieces())
        expect(bytes.equals(Buffer.from(lines.join('')))).toBe(true)
        expect([gathered.lines, gathered.size]).toEqual([lines.length, bytes.length])
        gathered.release()
      }
    }),
  )
})
