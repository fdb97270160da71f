import { expect, test } from 'vitest'
import {
  added,
  inserted,
  lastIdOf,
  leavesOf,
  moved,
  placed,
  resized,
  splitAround,
  swapped,
  without,
  type Leaf,
  type Pane,
} from './tree.ts'

const leaf = (id: number, place = `/${id}`): Leaf => ({ kind: 'leaf', id, place })
const two = inserted(leaf(1), 1, leaf(2), 'right', 10)
const three = inserted(two, 2, leaf(3), 'down', 11)
const ids = (pane: Pane | null) => (pane === null ? [] : leavesOf(pane).map(({ id }) => id))

test('a pane goes to the side it is put to, with half of the room', () => {
  expect(two).toMatchObject({ kind: 'split', along: 'row', part: 0.5 })
  expect(ids(inserted(two, 1, leaf(3), 'left', 11))).toEqual([3, 1, 2])
  expect(ids(inserted(two, 1, leaf(3), 'up', 11))).toEqual([3, 1, 2])
  expect(ids(three)).toEqual([1, 2, 3])
  expect(splitAround(three, 3)?.split.along).toBe('column')
})

test('what is taken away leaves its room to its neighbour, and nothing of the last one', () => {
  expect(without(three, 2)).toEqual({ ...two, b: leaf(3) })
  expect(without(two, 1)).toEqual(leaf(2))
  expect(without(leaf(1), 1)).toBeNull()
  expect(without(two, 9)).toBe(two)
})

test('two panes change places, and the shape stays', () => {
  expect(ids(swapped(three, 1, 3))).toEqual([3, 2, 1])
  expect(swapped(three, 1, 9)).toBe(three)
})

test('a moved pane is nowhere twice', () => {
  expect(ids(moved(three, 1, 3, 'right', 12))).toEqual([2, 3, 1])
  expect(ids(moved(three, 1, 3, 'middle', 12))).toEqual([3, 2, 1])
  expect(moved(three, 1, 1, 'left', 12)).toBe(three)
})

test('no side of a split is smaller than a tenth', () => {
  expect(resized(two, 10, 2)).toMatchObject({ part: 0.9 })
  expect(resized(two, 10, -1)).toMatchObject({ part: 0.1 })
})

test('one more pane takes half of the last one, across the way that one was made', () => {
  expect(splitAround(added(two, leaf(3), 11), 3)?.split).toMatchObject({ along: 'column' })
  expect(splitAround(added(leaf(1), leaf(2), 10), 2)?.split).toMatchObject({ along: 'row' })
})

test('ids of splits count too, and another place changes nothing else', () => {
  expect(lastIdOf(three)).toBe(11)
  expect(leavesOf(placed(three, 2, '/needs'))[1]).toEqual(leaf(2, '/needs'))
})
