import { expect, test } from 'vitest'
import { alone, compared, median, quantile, reached, tableOf } from './measured.ts'

const atLeastHalf = { at: 'least', value: 0.5 } as const

test('the median of an even number of runs lies between the two in the middle', () => {
  expect(median([4, 1, 3, 2])).toBe(2.5)
  expect(median([9, 1, 5])).toBe(5)
})

test('a quantile is a value that was measured', () => {
  expect(quantile([3, 1, 2], 0.5)).toBe(2)
  expect(quantile([1, 2, 3], 0.99)).toBe(3)
})

test('runs in turns are compared pair by pair, so that a slow minute hits both', () => {
  const found = compared('path', 'lines/s', atLeastHalf, {
    ours: [60, 6, 60],
    floor: [100, 10, 100],
  })
  expect(found.value).toBeCloseTo(0.6)
  expect(reached(found)).toBe(true)
})

test('a goal may be a most, and one that is missed is told in the table', () => {
  const found = alone('memory', 'MiB', { at: 'most', value: 120 }, [130])
  expect(reached(found)).toBe(false)
  expect(tableOf([found])).toContain('| **no** |')
})
