import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cutLength, type Line, lineSplitter } from './lines.ts'

/** Splits bytes at the given places (as parts of the whole) and pushes the pieces one by one. */
function split(bytes: Buffer, places: number[], limit?: number): Line[] {
  const at = places.map((place) => Math.floor(place * bytes.length)).toSorted((a, b) => a - b)
  const splitter = lineSplitter(limit)
  const lines: Line[] = []
  let from = 0
  for (const to of [...at, bytes.length]) {
    lines.push(...splitter.push(bytes.subarray(from, to)))
    from = to
  }
  return [...lines, ...splitter.end()]
}

const places = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 })
const letters = fc.constantFrom('a', '"', 'é', '€', '😀', '\u2028', '\u2029', '\u0085', '\ufeff')

test('however the bytes are chunked, no letter is halved and no line lost', () => {
  const line = fc.array(letters, { maxLength: 40 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(fc.array(line), fc.constantFrom('\n', '\r\n'), places, (lines, end, at) => {
      const bytes = Buffer.from(lines.map((text) => text + end).join(''))
      expect(split(bytes, at)).toEqual(lines.map((text) => ({ text })))
    }),
  )
})

test('any bytes, chunked anyhow and with any limit, give what the whole would give', () => {
  const byte = fc.oneof(fc.constantFrom(0x0a, 0x0d), fc.integer({ min: 0, max: 255 }))
  const bytes = fc.array(byte, { maxLength: 300 }).map((all) => Buffer.from(all))
  fc.assert(
    fc.property(bytes, places, fc.integer({ min: 1, max: 20 }), (all, at, limit) => {
      expect(split(all, at, limit)).toEqual(split(all, [], limit))
      const lengths = split(all, at, limit).map((line) => line.cut?.bytes)
      const whole = all.toString('latin1').split('\n')
      if (whole.at(-1) === '') whole.pop()
      expect(lengths).toEqual(
        whole.map((text) => (text.length > limit ? text.replace(/\r$/, '').length : undefined)),
      )
    }),
  )
})

test('only one CR before the LF is dropped', () => {
  expect(split(Buffer.from('a\r\r\nb\rc\n\r\n'), [])).toEqual([
    { text: 'a\r' },
    { text: 'b\rc' },
    { text: '' },
  ])
})

test('invalid bytes become U+FFFD and hurt no other line', () => {
  const bytes = Buffer.from([0x61, 0xff, 0x62, 0x0a, 0xc3, 0xa9, 0x0a])
  expect(split(bytes, [])).toEqual([{ text: 'a\ufffdb' }, { text: 'é' }])
})

test('the last line is marked unfinished when no LF ended it', () => {
  expect(split(Buffer.from('one\n{"half":'), [])).toEqual([
    { text: 'one' },
    { text: '{"half":', unfinished: true },
  ])
})

test('a line of exactly the limit is whole, a longer one is cut and tells its true length', () => {
  const limit = 3 * cutLength
  const bytes = Buffer.from(`${'x'.repeat(limit)}\n${'y'.repeat(limit + 1)}\r\nafter\n`)
  for (const at of [[], [0.1, 0.3, 0.6, 0.61, 0.999], [0.5]]) {
    // A CR counts when the limit is looked at, and not in the length that is told.
    expect(split(bytes, at, limit)).toEqual([
      { text: 'x'.repeat(limit) },
      { text: 'y'.repeat(cutLength), cut: { bytes: limit + 1 } },
      { text: 'after' },
    ])
  }
})

test('the cut does not go through a letter', () => {
  const [line] = split(Buffer.from('😀'.repeat(10)), [0.5], 6)
  expect(line).toEqual({ text: '😀', cut: { bytes: 40 }, unfinished: true })
})

test('a long line written byte by byte costs no more than its length', () => {
  const splitter = lineSplitter(1024 * 1024)
  const byte = Buffer.from('z')
  for (let n = 0; n < 300_000; n++) splitter.push(byte)
  expect(splitter.push(Buffer.from('\n'))[0]?.text.length).toBe(300_000)
})
