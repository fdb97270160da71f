import { leavesOf, type Along, type Leaf, type Pane, type Side } from './tree.ts'

/** A pane is never smaller than this, in CSS pixels. */
export const least = { width: 360, height: 220 }

/** The handle between two panes. */
export const gap = 6

export type Box = { x: number; y: number; width: number; height: number }

/**
 * What is drawn of a tree in so much room: where the sides of a split would become too small, its panes
 * are one behind the other (`stack`). `part` is bounded so that no side is too small.
 */
export type Shown =
  | { kind: 'leaf'; leaf: Leaf; box: Box }
  | { kind: 'stack'; id: number; leaves: Leaf[]; box: Box }
  | { kind: 'split'; id: number; along: Along; part: number; a: Shown; b: Shown; box: Box }

export function shownIn(pane: Pane, box: Box): Shown {
  if (pane.kind === 'leaf') return { kind: 'leaf', leaf: pane, box }
  const row = pane.along === 'row'
  const room = (row ? box.width : box.height) - gap
  const min = row ? least.width : least.height
  if (room < 2 * min) return { kind: 'stack', id: pane.id, leaves: leavesOf(pane), box }
  const first = Math.round(Math.min(room - min, Math.max(min, room * pane.part)))
  const [a, b] = halves(box, pane.along, first)
  return {
    kind: 'split',
    id: pane.id,
    along: pane.along,
    part: first / room,
    a: shownIn(pane.a, a),
    b: shownIn(pane.b, b),
    box,
  }
}

function halves(box: Box, along: Along, first: number): [Box, Box] {
  const after = first + gap
  return along === 'row'
    ? [
        { ...box, width: first },
        { ...box, x: box.x + after, width: box.width - after },
      ]
    : [
        { ...box, height: first },
        { ...box, y: box.y + after, height: box.height - after },
      ]
}

/** The strip with the names of panes that lie behind each other. */
export const strip = 30

export type Handle = { id: number; along: Along; part: number; box: Box; of: Box }

/** What there is to draw: panes, the strips above stacks of them, and the handles between them. */
export function drawn(
  shown: Shown,
  front: (leaves: readonly Leaf[]) => Leaf | undefined,
): {
  panes: { leaf: Leaf; box: Box }[]
  stacks: { id: number; leaves: Leaf[]; box: Box }[]
  handles: Handle[]
} {
  if (shown.kind === 'leaf') return { panes: [shown], stacks: [], handles: [] }
  if (shown.kind === 'stack') {
    const leaf = front(shown.leaves)
    const { id, leaves, box } = shown
    const below = { ...box, y: box.y + strip, height: box.height - strip }
    return {
      panes: leaf ? [{ leaf, box: below }] : [],
      stacks: [{ id, leaves, box: { ...box, height: strip } }],
      handles: [],
    }
  }
  const a = drawn(shown.a, front)
  const b = drawn(shown.b, front)
  const { id, along, part, box: of } = shown
  const first = shown.a.box
  const box =
    along === 'row'
      ? { ...first, x: first.x + first.width, width: gap }
      : { ...first, y: first.y + first.height, height: gap }
  return {
    panes: [...a.panes, ...b.panes],
    stacks: [...a.stacks, ...b.stacks],
    handles: [{ id, along, part, box, of }, ...a.handles, ...b.handles],
  }
}

function placesOf(shown: Shown): { ids: number[]; box: Box }[] {
  if (shown.kind === 'split') return [...placesOf(shown.a), ...placesOf(shown.b)]
  const leaves = shown.kind === 'leaf' ? [shown.leaf] : shown.leaves
  return [{ ids: leaves.map(({ id }) => id), box: shown.box }]
}

/** The pane that lies to one side of another: of those that touch its edge the one with the longest common edge. */
export function neighbour(shown: Shown, of: number, side: Side): number | null {
  const places = placesOf(shown)
  const from = places.find(({ ids }) => ids.includes(of))
  if (!from) return null
  let best: { id: number; common: number } | null = null
  for (const { ids, box } of places) {
    const common = commonEdge(from.box, box, side)
    const [id] = ids
    if (id !== undefined && common > (best?.common ?? 0)) best = { id, common }
  }
  return best?.id ?? null
}

/** How long the edge is that two boxes share, where the second lies at that side of the first; else 0. */
function commonEdge(a: Box, b: Box, side: Side): number {
  const near = (x: number, y: number) => Math.abs(x - y) < gap + 1
  const touches = {
    left: near(b.x + b.width, a.x),
    right: near(a.x + a.width, b.x),
    up: near(b.y + b.height, a.y),
    down: near(a.y + a.height, b.y),
  }[side]
  if (!touches) return 0
  return side === 'left' || side === 'right'
    ? overlap(a.y, a.height, b.y, b.height)
    : overlap(a.x, a.width, b.x, b.width)
}

function overlap(a: number, along: number, b: number, other: number): number {
  return Math.max(0, Math.min(a + along, b + other) - Math.max(a, b))
}

/** Where a pane would go that is let go at a point of a box: to a side of it, or in exchange. */
export function sideAt(box: Box, x: number, y: number): Side | 'middle' {
  const left = (x - box.x) / box.width
  const top = (y - box.y) / box.height
  const edges: [number, Side][] = [
    [left, 'left'],
    [1 - left, 'right'],
    [top, 'up'],
    [1 - top, 'down'],
  ]
  const [distance, side] = edges.reduce((one, other) => (other[0] < one[0] ? other : one))
  return distance < 0.25 ? side : 'middle'
}
