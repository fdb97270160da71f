import { keep, kept } from './prefs.svelte.ts'

/** What a pane shows: the path of its address. */
export type Place = string

export type Leaf = { kind: 'leaf'; id: number; place: Place }
export type Split = {
  kind: 'split'
  id: number
  along: 'row' | 'column'
  part: number
  a: Pane
  b: Pane
}
export type Pane = Leaf | Split

export type Preset = 'one' | 'two' | 'one-and-two' | 'grid'

type Tab = { id: number; tree: Pane; focus: number }
type Saved = { tabs: Tab[]; tab: number }

const storage = 'signalbox.panes'

/** Tabs of panes; the address in the browser is that of the focused pane. */
export class Workbench {
  #tabs = $state.raw<Tab[]>([])
  #tab = $state(0)
  #lastId = 0
  /** A pane of its own: a detached window, without sidebar. */
  readonly detached: boolean

  constructor() {
    const here = location.pathname + location.search
    this.detached = new URLSearchParams(location.search).has('window')
    const saved = this.detached ? null : kept<Saved>(storage)
    this.#lastId = Date.now()
    this.#tabs = saved?.tabs.length ? saved.tabs : [this.#newTab(here)]
    this.#tab = saved?.tab ?? this.#tabs[0]?.id ?? 0
    if (!this.#tabs.some(({ id }) => id === this.#tab)) this.#tab = this.#tabs[0]?.id ?? 0
    this.#change({ ...this.tab, tree: placed(this.tab.tree, this.tab.focus, here) })
    window.addEventListener('popstate', () => {
      const { tree, focus } = this.tab
      this.#change({ ...this.tab, tree: placed(tree, focus, location.pathname + location.search) })
    })
  }

  get tabs(): readonly Tab[] {
    return this.#tabs
  }

  get tab(): Tab {
    return this.#tabs.find(({ id }) => id === this.#tab) ?? this.#newTab('/')
  }

  get leaves(): Leaf[] {
    return leavesOf(this.tab.tree)
  }

  get focused(): Leaf | undefined {
    return this.leaves.find(({ id }) => id === this.tab.focus) ?? this.leaves[0]
  }

  get place(): Place {
    return this.focused?.place ?? '/'
  }

  /** Shows a place in the focused pane, or in a new one beside it. */
  open(place: Place, beside = false): void {
    if (beside && !this.detached) return this.split(place)
    const { tree, focus } = this.tab
    if (place === this.place) return
    this.#change({ ...this.tab, tree: placed(tree, focus, place) }, 'push')
  }

  focus(id: number): void {
    if (id !== this.tab.focus) this.#change({ ...this.tab, focus: id })
  }

  split(place: Place = this.place, along: 'row' | 'column' = 'row'): void {
    const { tree, focus } = this.tab
    const leaf = this.#leaf(place)
    const made = replaced(tree, focus, (old) => ({
      kind: 'split',
      id: ++this.#lastId,
      along,
      part: 0.5,
      a: old,
      b: leaf,
    }))
    this.#change({ ...this.tab, tree: made, focus: leaf.id }, 'push')
  }

  /** Takes a pane away; the last one of a tab takes its tab with it. */
  close(id: number = this.tab.focus): void {
    const tree = without(this.tab.tree, id)
    if (tree === null) return this.closeTab(this.tab.id)
    this.#change({ ...this.tab, tree, focus: leavesOf(tree)[0]?.id ?? 0 })
  }

  move(by: 1 | -1): void {
    const at = this.leaves.findIndex(({ id }) => id === this.tab.focus)
    const next = this.leaves.at((at + by) % this.leaves.length)
    if (next) this.focus(next.id)
  }

  /** How much of a split its first side has. */
  resize(split: number, part: number): void {
    const bounded = Math.min(0.85, Math.max(0.15, part))
    const tree = replaced(this.tab.tree, split, (old) =>
      old.kind === 'split' ? { ...old, part: bounded } : old,
    )
    this.#change({ ...this.tab, tree })
  }

  /** Makes the focused pane larger or smaller, by key. */
  grow(by: number): void {
    const found = splitAround(this.tab.tree, this.tab.focus)
    if (found) this.resize(found.split.id, found.split.part + (found.first ? by : -by))
  }

  arrange(preset: Preset): void {
    const [a = this.#leaf('/'), b = this.#leaf('/'), c = this.#leaf('/'), d = this.#leaf('/')] =
      this.leaves
    const pair = (along: 'row' | 'column', one: Pane, two: Pane): Split => ({
      kind: 'split',
      id: ++this.#lastId,
      along,
      part: 0.5,
      a: one,
      b: two,
    })
    const trees: Record<Preset, () => Pane> = {
      one: () => this.focused ?? a,
      two: () => pair('row', a, b),
      'one-and-two': () => pair('row', a, pair('column', b, c)),
      grid: () => pair('row', pair('column', a, c), pair('column', b, d)),
    }
    const tree = trees[preset]()
    const leaves = leavesOf(tree)
    const focus = leaves.some(({ id }) => id === this.tab.focus)
      ? this.tab.focus
      : (leaves[0]?.id ?? 0)
    this.#change({ ...this.tab, tree, focus })
  }

  addTab(place: Place = '/'): void {
    const tab = this.#newTab(place)
    this.#tabs = [...this.#tabs, tab]
    this.showTab(tab.id)
  }

  showTab(id: number): void {
    this.#tab = id
    this.#change(this.tab)
  }

  closeTab(id: number): void {
    if (this.#tabs.length < 2) return this.#change(this.#newTab('/', id))
    this.#tabs = this.#tabs.filter((tab) => tab.id !== id)
    this.showTab(this.#tabs.at(-1)?.id ?? 0)
  }

  /** The focused pane in a window of its own. */
  detach(): void {
    const { place } = this
    const url = `${place}${place.includes('?') ? '&' : '?'}window=pane`
    const opened = window.open(url, '_blank', 'popup,width=820,height=900')
    if (opened && this.leaves.length > 1) this.close()
  }

  #newTab(place: Place, id = ++this.#lastId): Tab {
    const tree = this.#leaf(place)
    return { id, tree, focus: tree.id }
  }

  #leaf(place: Place): Leaf {
    return { kind: 'leaf', id: ++this.#lastId, place }
  }

  #change(tab: Tab, history: 'push' | 'replace' = 'replace') {
    const focus = leavesOf(tab.tree).some(({ id }) => id === tab.focus)
      ? tab.focus
      : (leavesOf(tab.tree)[0]?.id ?? 0)
    this.#tabs = this.#tabs.map((one) => (one.id === tab.id ? { ...tab, focus } : one))
    if (!this.detached) keep(storage, { tabs: this.#tabs, tab: this.#tab })
    if (location.pathname + location.search === this.place) return
    window.history[history === 'push' ? 'pushState' : 'replaceState'](null, '', this.place)
  }
}

export function leavesOf(pane: Pane): Leaf[] {
  return pane.kind === 'leaf' ? [pane] : [...leavesOf(pane.a), ...leavesOf(pane.b)]
}

function placed(tree: Pane, id: number, place: Place): Pane {
  return replaced(tree, id, (old) => (old.kind === 'leaf' ? { ...old, place } : old))
}

function replaced(tree: Pane, id: number, by: (old: Pane) => Pane): Pane {
  if (tree.id === id) return by(tree)
  if (tree.kind === 'leaf') return tree
  return { ...tree, a: replaced(tree.a, id, by), b: replaced(tree.b, id, by) }
}

function without(tree: Pane, id: number): Pane | null {
  if (tree.kind === 'leaf') return tree.id === id ? null : tree
  const a = without(tree.a, id)
  const b = without(tree.b, id)
  return a === null ? b : b === null ? a : { ...tree, a, b }
}

function splitAround(tree: Pane, leaf: number): { split: Split; first: boolean } | null {
  if (tree.kind === 'leaf') return null
  for (const [side, first] of [
    [tree.a, true],
    [tree.b, false],
  ] as const) {
    const deeper = splitAround(side, leaf)
    if (deeper) return deeper
    if (side.id === leaf) return { split: tree, first }
  }
  return null
}
