/** What a pane shows: the path of its address. */
export type Place = string

export type Leaf = { kind: 'leaf'; id: number; place: Place }

export type Along = 'row' | 'column'

/** Two panes beside each other (`row`) or one above the other; `part` (0 to 1) is how much the first one has. */
export type Split = { kind: 'split'; id: number; along: Along; part: number; a: Pane; b: Pane }

export type Pane = Leaf | Split

export type Side = 'left' | 'right' | 'up' | 'down'

export function leavesOf(pane: Pane): Leaf[] {
  return pane.kind === 'leaf' ? [pane] : [...leavesOf(pane.a), ...leavesOf(pane.b)]
}

/** The highest id in it: the next one is free. */
export function lastIdOf(pane: Pane): number {
  return pane.kind === 'leaf' ? pane.id : Math.max(pane.id, lastIdOf(pane.a), lastIdOf(pane.b))
}

export function replaced(tree: Pane, id: number, by: (old: Pane) => Pane): Pane {
  if (tree.id === id) return by(tree)
  if (tree.kind === 'leaf') return tree
  const a = replaced(tree.a, id, by)
  const b = replaced(tree.b, id, by)
  return a === tree.a && b === tree.b ? tree : { ...tree, a, b }
}

/** The same with another place in one of its leaves. */
export function placed(tree: Pane, id: number, place: Place): Pane {
  return replaced(tree, id, (old) => (old.kind === 'leaf' ? { ...old, place } : old))
}

/** The same with another part in one of its splits. */
export function resized(tree: Pane, id: number, part: number): Pane {
  const bounded = Math.min(0.9, Math.max(0.1, part))
  return replaced(tree, id, (old) => (old.kind === 'split' ? { ...old, part: bounded } : old))
}

/** The same without one leaf; null: it was the only one. */
export function without(tree: Pane, id: number): Pane | null {
  if (tree.kind === 'leaf') return tree.id === id ? null : tree
  const a = without(tree.a, id)
  const b = without(tree.b, id)
  if (a === tree.a && b === tree.b) return tree
  return a === null ? b : b === null ? a : { ...tree, a, b }
}

/** The same with a pane put to one side of another one, half of its room each. */
export function inserted(
  tree: Pane,
  beside: number,
  pane: Pane,
  side: Side,
  splitId: number,
): Pane {
  const first = side === 'left' || side === 'up'
  return replaced(tree, beside, (old) => ({
    kind: 'split',
    id: splitId,
    along: side === 'left' || side === 'right' ? 'row' : 'column',
    part: 0.5,
    a: first ? pane : old,
    b: first ? old : pane,
  }))
}

/** The same with two leaves in each other's place. */
export function swapped(tree: Pane, one: number, other: number): Pane {
  const leaves = leavesOf(tree)
  const a = leaves.find(({ id }) => id === one)
  const b = leaves.find(({ id }) => id === other)
  if (!a || !b) return tree
  const walk = (pane: Pane): Pane => {
    if (pane.kind === 'split') return { ...pane, a: walk(pane.a), b: walk(pane.b) }
    return pane.id === one ? b : pane.id === other ? a : pane
  }
  return walk(tree)
}

/** The same with one leaf moved to a side of another, or in exchange with it. */
export function moved(
  tree: Pane,
  id: number,
  to: number,
  side: Side | 'middle',
  splitId: number,
): Pane {
  if (id === to) return tree
  if (side === 'middle') return swapped(tree, id, to)
  const leaf = leavesOf(tree).find((one) => one.id === id)
  const rest = without(tree, id)
  return leaf && rest ? inserted(rest, to, leaf, side, splitId) : tree
}

/** The innermost split around a leaf, and whether the leaf is on its first side. */
export function splitAround(tree: Pane, leaf: number): { split: Split; first: boolean } | null {
  if (tree.kind === 'leaf') return null
  if (tree.a.id === leaf) return { split: tree, first: true }
  if (tree.b.id === leaf) return { split: tree, first: false }
  return splitAround(tree.a, leaf) ?? splitAround(tree.b, leaf)
}

/** The same with one more leaf, in what is the smallest damage to what is there: the last pane gives half. */
export function added(tree: Pane, leaf: Leaf, splitId: number): Pane {
  const last = leavesOf(tree).at(-1)
  if (!last) return leaf
  const side = splitAround(tree, last.id)?.split.along === 'row' ? 'down' : 'right'
  return inserted(tree, last.id, leaf, side, splitId)
}
