import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Delta } from '../core/report.ts'
import { fragments } from './fragments.ts'

/** What a client has of each text after these. */
function texts(deltas: readonly Delta[]): Map<string, string> {
  const found = new Map<string, string>()
  for (const { session, child, id, offset, text } of deltas) {
    const name = JSON.stringify([session, child, id])
    found.set(name, (found.get(name) ?? '').slice(0, offset).padEnd(offset, '?') + text)
  }
  return found
}

const delta = fc.record({
  session: fc.constantFrom('a', 'b'),
  child: fc.constantFrom(undefined, 'c'),
  id: fc.constantFrom('x', 'y'),
  kind: fc.constantFrom('message' as const, 'tool' as const),
  offset: fc.nat(6),
  text: fc.string({ maxLength: 3 }),
})

test('a client has the same texts, whatever was put together', () => {
  fc.assert(
    fc.property(fc.array(delta), (deltas) => {
      const held = fragments()
      const told: Delta[] = deltas.map(({ child, ...one }) =>
        child === undefined ? one : { ...one, child },
      )
      held.put(told)
      expect(held.size).toBe(told.reduce((sum, { text }) => sum + text.length, 0))
      expect(texts(held.take())).toEqual(texts(told))
      expect([held.size, held.take()]).toEqual([0, []])
    }),
  )
})

test('what goes on with a text is one piece with it', () => {
  const held = fragments()
  const one = { session: 'a', id: 'x', kind: 'message' } as const
  held.put([{ ...one, offset: 2, text: 'hel' }])
  held.put([
    { ...one, offset: 5, text: 'lo' },
    { ...one, offset: 0, text: 'oh' },
    { ...one, id: 'y', offset: 2, text: '!' },
  ])
  expect(held.take()).toEqual([
    { ...one, offset: 2, text: 'hello' },
    { ...one, offset: 0, text: 'oh' },
    { ...one, id: 'y', offset: 2, text: '!' },
  ])
})
