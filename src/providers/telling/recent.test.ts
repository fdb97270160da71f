import fc from 'fast-check'
import { expect, test } from 'vitest'
import { recent } from './recent.ts'

const name = fc.integer({ min: 0, max: 12 }).map(String)

test('the newest are known as they were last told, and no more than twice as many', () => {
  fc.assert(
    fc.property(fc.array(name), fc.integer({ min: 1, max: 6 }), (names, most) => {
      const known = recent<number>(most)
      names.forEach((key, at) => known.set(key, at))
      const newest = [...new Set(names.toReversed())]
      const told = newest.map((key) => names.lastIndexOf(key))
      const found = newest.map((key) => known.get(key))
      expect(found.slice(0, most)).toEqual(told.slice(0, most))
      expect(found.every((at, index) => at === undefined || at === told[index])).toBe(true)
      expect(found.filter((at) => at !== undefined).length).toBeLessThan(2 * most)
    }),
  )
})

test('what is taken out is not known any more', () => {
  const known = recent<number>(2)
  for (const key of ['a', 'b', 'c']) known.set(key, 1)
  for (const key of ['a', 'c']) known.delete(key)
  expect(['a', 'b', 'c'].map((key) => known.get(key))).toEqual([undefined, 1, undefined])
})
