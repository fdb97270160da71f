import type { Along, Leaf, Pane } from './tree.ts'

export const presets = ['one', 'two', 'one-and-two', 'grid'] as const
export type Preset = (typeof presets)[number]

export const presetWords: Record<Preset, string> = {
  one: 'one',
  two: 'two',
  'one-and-two': 'one and two',
  grid: 'grid',
}

const wanted: Record<Preset, number> = { one: 1, two: 2, 'one-and-two': 3, grid: 4 }

/**
 * Panes in the shape of a preset. `made` gives panes where there are too few; what is too many is `rest`.
 * The focused pane is always among those shown.
 */
export function arranged(
  leaves: readonly Leaf[],
  focus: number,
  preset: Preset,
  newId: () => number,
  made: () => Leaf,
): { tree: Pane; rest: Leaf[] } {
  const count = wanted[preset]
  const shown = leaves.slice(0, count)
  const focused = leaves.find(({ id }) => id === focus)
  if (focused && !shown.includes(focused)) shown[count - 1] = focused
  const rest = leaves.filter((leaf) => !shown.includes(leaf))
  const next = () => shown.shift() ?? made()
  const split = (along: Along, a: Pane, b: Pane): Pane => ({
    kind: 'split',
    id: newId(),
    along,
    part: 0.5,
    a,
    b,
  })
  switch (preset) {
    case 'one':
      return { tree: next(), rest }
    case 'two':
      return { tree: split('row', next(), next()), rest }
    case 'one-and-two':
      return { tree: split('row', next(), split('column', next(), next())), rest }
    case 'grid': {
      const [a, b, c, d] = [next(), next(), next(), next()]
      return { tree: split('row', split('column', a, c), split('column', b, d)), rest }
    }
  }
}

/** Which preset a tree has the shape of, whatever its parts are; null: one of its own. */
export function presetOf(tree: Pane): Preset | null {
  const shape = shapeOf(tree)
  return presets.find((preset) => shapes[preset] === shape) ?? null
}

const shapes: Record<Preset, string> = {
  one: '.',
  two: 'row(. .)',
  'one-and-two': 'row(. column(. .))',
  grid: 'row(column(. .) column(. .))',
}

function shapeOf(pane: Pane): string {
  return pane.kind === 'leaf' ? '.' : `${pane.along}(${shapeOf(pane.a)} ${shapeOf(pane.b)})`
}
