import { expect, test } from 'vitest'
import { drawn, gap, least, neighbour, shownIn, sideAt, strip, type Box } from './layout.ts'
import { arranged, presetOf, presets } from './presets.ts'
import { inserted, leavesOf, type Leaf } from './tree.ts'

const leaf = (id: number): Leaf => ({ kind: 'leaf', id, place: `/${id}` })
const wide: Box = { x: 0, y: 0, width: 1206, height: 806 }
const two = inserted(leaf(1), 1, leaf(2), 'right', 10)
const three = inserted(two, 2, leaf(3), 'down', 11)
const first = (leaves: readonly Leaf[]) => leaves[0]

test('panes share the room, with a handle between them', () => {
  const { panes, handles } = drawn(shownIn(three, wide), first)
  expect(panes.map(({ box }) => box)).toEqual([
    { x: 0, y: 0, width: 600, height: 806 },
    { x: 606, y: 0, width: 600, height: 400 },
    { x: 606, y: 406, width: 600, height: 400 },
  ])
  expect(handles.map(({ box }) => box)).toEqual([
    { x: 600, y: 0, width: gap, height: 806 },
    { x: 606, y: 400, width: 600, height: gap },
  ])
})

test('a pane is never smaller than the least, whatever part was asked for', () => {
  const { panes } = drawn(shownIn({ ...two, part: 0.1 } as typeof two, wide), first)
  expect(panes[0]?.box.width).toBe(least.width)
})

test('where there is no room for both, panes lie behind each other under a strip', () => {
  const narrow = { ...wide, width: 2 * least.width }
  const { panes, stacks } = drawn(shownIn(three, narrow), (leaves) => leaves[2])
  expect(panes).toEqual([{ leaf: leaf(3), box: { ...narrow, y: strip, height: 806 - strip } }])
  expect(stacks[0]?.leaves.map(({ id }) => id)).toEqual([1, 2, 3])
})

test('the neighbour at a side is the pane with the longest common edge', () => {
  const shown = shownIn(three, wide)
  expect(neighbour(shown, 3, 'up')).toBe(2)
  expect(neighbour(shown, 3, 'left')).toBe(1)
  expect(neighbour(shown, 1, 'left')).toBeNull()
})

test('near an edge a dragged pane goes beside, in the middle in exchange', () => {
  expect(sideAt(wide, 20, 400)).toBe('left')
  expect(sideAt(wide, 1190, 400)).toBe('right')
  expect(sideAt(wide, 600, 10)).toBe('up')
  expect(sideAt(wide, 600, 800)).toBe('down')
  expect(sideAt(wide, 600, 400)).toBe('middle')
})

test.each(presets)('the preset %s keeps the focused pane, and loses none', (preset) => {
  let id = 100
  const leaves = [1, 2, 3, 4, 5].map(leaf)
  const { tree, rest } = arranged(
    leaves,
    5,
    preset,
    () => id++,
    () => leaf(id++),
  )
  const shown = leavesOf(tree)
  expect(shown.map((one) => one.id)).toContain(5)
  expect([...shown, ...rest].map((one) => one.id).toSorted((a, b) => a - b)).toEqual([
    1, 2, 3, 4, 5,
  ])
  expect(presetOf(tree)).toBe(preset)
})

test('a preset makes panes where there are too few', () => {
  let id = 100
  const { tree, rest } = arranged(
    [leaf(1)],
    1,
    'grid',
    () => id++,
    () => leaf(id++),
  )
  expect(leavesOf(tree)).toHaveLength(4)
  expect(rest).toEqual([])
})
