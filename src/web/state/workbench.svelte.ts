import { neighbour, shownIn, type Box, type Shown } from '../panes/layout.ts'
import { arranged, type Preset } from '../panes/presets.ts'
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
  type Place,
  type Side,
} from '../panes/tree.ts'
import { benchStore, type Tab } from './bench-store.ts'
import { detachedPane, OwnWindows } from './own-windows.svelte.ts'

/** So many panes a group gets by itself; a person may make more. */
const mostInGroup = 8

/** Tabs of panes; the address in the browser is that of the focused pane. */
export class Workbench {
  #tabs = $state.raw<Tab[]>([])
  #tab = $state(0)
  #lastId = 0
  readonly #store = benchStore()
  /** A pane of its own: a detached window, without sidebar. */
  readonly detached = detachedPane() !== null
  readonly windows = new OwnWindows((place) => this.#takeBack(place))
  /** The room that there is for panes. */
  room = $state.raw<Box>({ x: 0, y: 0, width: 1200, height: 800 })

  shown: Shown = $derived.by(() => shownIn(this.tab.tree, this.room))

  constructor() {
    const here = location.pathname + location.search
    const saved = this.detached ? null : this.#store.read()
    this.#lastId = Math.max(
      0,
      ...(saved?.tabs ?? []).flatMap((tab) => [tab.id, lastIdOf(tab.tree)]),
    )
    this.#tabs = saved?.tabs.length ? saved.tabs : [this.#newTab(here)]
    this.#tab = saved?.tab ?? 0
    if (!this.#tabs.some(({ id }) => id === this.#tab)) this.#tab = this.#tabs[0]?.id ?? 0
    this.#showHere(here)
    window.addEventListener('popstate', () => this.#showHere(location.pathname + location.search))
    if (!this.detached) this.windows.awaitAll()
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
    const [focus] = this.tab.recent
    return this.leaves.find(({ id }) => id === focus) ?? this.leaves[0]
  }

  get place(): Place {
    return this.focused?.place ?? '/'
  }

  /** Of panes that lie behind each other, the one on top: that which had the focus last. */
  front(leaves: readonly Leaf[]): Leaf | undefined {
    const at = ({ id }: Leaf) => {
      const found = this.tab.recent.indexOf(id)
      return found < 0 ? Infinity : found
    }
    return leaves.toSorted((a, b) => at(a) - at(b))[0]
  }

  /** Shows a place in the focused pane, or in a new one beside it. */
  open(place: Place, beside = false): void {
    if (beside && !this.detached) return this.split(place)
    if (place === this.place || !this.focused) return
    this.#change({ ...this.tab, tree: placed(this.tab.tree, this.focused.id, place) }, 'push')
  }

  /** Panes that were given the beginning of a session's id show it by the whole id. */
  complete(beginning: string, id: string): void {
    const tree = this.leaves
      .filter(({ place }) => /^\/s\/([^/?#]+)/.exec(place)?.[1] === beginning)
      .reduce((all, leaf) => placed(all, leaf.id, leaf.place.replace(beginning, id)), this.tab.tree)
    this.#change({ ...this.tab, tree })
  }

  focus(id: number): void {
    if (id === this.tab.recent[0]) return
    this.#change(withFocus(this.tab, id))
  }

  /** Focuses the nth pane of the tab, from 1. */
  focusNth(n: number): void {
    const leaf = this.leaves[n - 1]
    if (leaf) this.focus(leaf.id)
  }

  split(place: Place = this.place, side: Side = 'right'): void {
    if (!this.focused) return
    const leaf = this.#leaf(place)
    const tree = inserted(this.tab.tree, this.focused.id, leaf, side, this.#newId())
    this.#change(withFocus({ ...this.tab, tree }, leaf.id), 'push')
  }

  /** Takes a pane away; the last one of a tab takes its tab with it. */
  close(id: number | undefined = this.focused?.id): void {
    if (id === undefined) return
    const tree = without(this.tab.tree, id)
    if (tree === null) return this.closeTab(this.tab.id)
    this.#change({ ...this.tab, tree })
  }

  /** Gives the focus to the pane at that side. False: there is none. */
  go(side: Side): boolean {
    const to = this.focused && neighbour(this.shown, this.focused.id, side)
    if (typeof to !== 'number') return false
    this.focus(to)
    return true
  }

  /** Moves the focused pane: in exchange with the one at that side, else to the edge of all. */
  move(side: Side): void {
    const { focused, tab } = this
    if (!focused || tab.tree.kind === 'leaf') return
    const to = neighbour(this.shown, focused.id, side)
    if (to !== null) return this.#change({ ...tab, tree: swapped(tab.tree, focused.id, to) })
    const rest = without(tab.tree, focused.id)
    if (rest) this.#change({ ...tab, tree: inserted(rest, rest.id, focused, side, this.#newId()) })
  }

  /** Moves a pane to a side of another one, or in exchange with it. */
  drop(id: number, to: number, side: Side | 'middle'): void {
    this.#change(
      withFocus({ ...this.tab, tree: moved(this.tab.tree, id, to, side, this.#newId()) }, id),
    )
  }

  /** Moves a pane of this tab into another tab, which is not shown. */
  dropOnTab(id: number, to: number): void {
    const target = this.#tabs.find((tab) => tab.id === to)
    const leaf = this.leaves.find((one) => one.id === id)
    if (!target || !leaf || to === this.tab.id) return
    this.#put({ ...target, tree: added(target.tree, leaf, this.#newId()) })
    this.close(id)
  }

  /** How much of a split its first side has. */
  resize(split: number, part: number): void {
    this.#change({ ...this.tab, tree: resized(this.tab.tree, split, part) })
  }

  /** Makes the focused pane larger or smaller. */
  grow(by: number): void {
    const found = this.focused && splitAround(this.tab.tree, this.focused.id)
    if (found) this.resize(found.split.id, found.split.part + (found.first ? by : -by))
  }

  /** Puts the panes into a shape; those that have no room in it go into a tab of their own. */
  arrange(preset: Preset): void {
    const { tree, rest } = arranged(
      this.leaves,
      this.focused?.id ?? 0,
      preset,
      () => this.#newId(),
      () => this.#leaf('/'),
    )
    const [first, ...others] = rest
    if (first) {
      const side = others.reduce<Pane>((all, leaf) => added(all, leaf, this.#newId()), first)
      this.#tabs = [...this.#tabs, { id: this.#newId(), tree: side, recent: [first.id] }]
    }
    this.#change({ ...this.tab, tree })
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

  stepTab(by: 1 | -1): void {
    const at = this.#tabs.findIndex(({ id }) => id === this.tab.id)
    const next = this.#tabs.at((at + by) % this.#tabs.length)
    if (next) this.showTab(next.id)
  }

  nameTab(id: number, name: string): void {
    const tab = this.#tabs.find((one) => one.id === id)
    if (tab) this.#put({ ...tab, name: name.trim() })
  }

  closeTab(id: number): void {
    const at = this.#tabs.findIndex((tab) => tab.id === id)
    const rest = this.#tabs.filter((tab) => tab.id !== id)
    this.#tabs = rest.length > 0 ? rest : [this.#newTab('/')]
    const next = this.#tabs[Math.min(at, this.#tabs.length - 1)]
    if (!rest.some((tab) => tab.id === this.#tab)) this.#tab = next?.id ?? 0
    this.#change(this.tab)
  }

  /** Opens a place among the panes of a group, behind what is shown: the focus stays where it is. */
  openInGroup(group: string, place: Place): void {
    const tab = this.#tabs.find((one) => one.group === group)
    if (!tab) {
      this.#tabs = [...this.#tabs, { ...this.#newTab(place), group }]
      return this.#keep()
    }
    const leaves = leavesOf(tab.tree)
    if (leaves.length >= mostInGroup || leaves.some((leaf) => leaf.place === place)) return
    this.#put({ ...tab, tree: added(tab.tree, this.#leaf(place), this.#newId()) })
  }

  /** The focused pane in a window of its own; it comes back when that is closed. False: the browser did not let it. */
  detach(): boolean {
    if (!this.focused || this.detached) return true
    if (!this.windows.open(this.place)) return false
    if (this.leaves.length > 1) this.close()
    else this.open('/')
    return true
  }

  #takeBack(place: Place) {
    const leaf = this.#leaf(place)
    // Where the pane was left on Fleet alone, it takes that place again.
    const [only] = this.leaves
    const tree =
      this.leaves.length === 1 && only?.place === '/'
        ? placed(this.tab.tree, only.id, place)
        : added(this.tab.tree, leaf, this.#newId())
    this.#change({ ...this.tab, tree })
  }

  #newId(): number {
    return ++this.#lastId
  }

  #newTab(place: Place): Tab {
    const tree = this.#leaf(place)
    return { id: this.#newId(), tree, recent: [tree.id] }
  }

  #leaf(place: Place): Leaf {
    return { kind: 'leaf', id: this.#newId(), place }
  }

  #showHere(place: Place) {
    if (!this.focused) return
    this.#change({ ...this.tab, tree: placed(this.tab.tree, this.focused.id, place) })
  }

  #put(tab: Tab) {
    const ids = new Set(leavesOf(tab.tree).map(({ id }) => id))
    const recent = tab.recent.filter((id) => ids.has(id))
    this.#tabs = this.#tabs.map((one) => (one.id === tab.id ? { ...tab, recent } : one))
    this.#keep()
  }

  #keep() {
    if (this.detached) this.windows.note(this.place)
    else this.#store.write({ tabs: this.#tabs, tab: this.#tab })
  }

  #change(tab: Tab, history: 'push' | 'replace' = 'replace') {
    this.#put(tab)
    if (location.pathname + location.search === this.place) return
    window.history[history === 'push' ? 'pushState' : 'replaceState'](null, '', this.place)
  }
}

function withFocus(tab: Tab, id: number): Tab {
  return { ...tab, recent: [id, ...tab.recent.filter((other) => other !== id)] }
}
