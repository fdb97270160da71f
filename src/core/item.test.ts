import fc from 'fast-check'
import { expect, test } from 'vitest'
import { grown, growingText, type Item } from './item.ts'

const message = (text: string): Item => ({ id: 'm', kind: 'message', text, settled: false })
const tool: Item = {
  id: 'c',
  kind: 'tool',
  settled: false,
  name: 'bash',
  tool: 'execute',
  title: 'run',
  status: 'running',
}

test('a message and the output of a call grow; a plan does not', () => {
  expect(growingText(grown(message('Hel'), 3, 'lo', true))).toBe('Hello')
  expect(growingText(grown(tool, 0, 'ok', false))).toBe('ok')
  const plan: Item = { id: 'p', kind: 'plan', entries: [], settled: false }
  expect(grown(plan, 0, 'x', true)).toBe(plan)
  expect(growingText(plan)).toBeNull()
})

test('what settled stays settled', () => {
  expect(grown({ ...message('a'), settled: true }, 1, 'b', false).settled).toBe(true)
})

test('where a piece is missing, that is seen and the rest stands in its place', () => {
  expect(growingText(grown(message('ab'), 5, 'cd', false))).toBe('ab  …cd')
})

test('growing twice by the same piece is growing once, wherever the piece stands', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(40), fc.string(), (text, offset, piece) => {
      const once = grown(message(text), offset, piece, false)
      expect(grown(once, offset, piece, false)).toEqual(once)
    }),
  )
})

test('a text in pieces is the text, however many of them come again', () => {
  const pieces = fc.array(fc.tuple(fc.string(), fc.integer({ min: 1, max: 3 })))
  fc.assert(
    fc.property(pieces, (all) => {
      let item = message('')
      let whole = ''
      for (const [piece, times] of all) {
        for (let i = 0; i < times; i++) item = grown(item, whole.length, piece, false)
        whole += piece
      }
      expect(growingText(item)).toBe(whole)
    }),
  )
})
