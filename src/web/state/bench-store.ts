import type { Pane } from '../panes/tree.ts'
import { keep, kept } from './prefs.svelte.ts'

/** A named group of panes; `recent`: the panes that had the focus, the last one first. */
export type Tab = {
  id: number
  tree: Pane
  recent: number[]
  /** What the person called it; else it is named for what it shows. */
  name?: string
  /** The session outside of any project whose panes these are. */
  group?: string
}

export type Bench = { tabs: Tab[]; tab: number }

const place = 'signalbox.panes'

/** The layout of this window: its own over a reload, and for a new window the one that was changed last. */
export function benchStore(): { read(): Bench | null; write(bench: Bench): void } {
  return {
    read: () => valid(kept<Bench>(place, 'sessionStorage')) ?? valid(kept<Bench>(place)),
    write(bench) {
      keep(place, bench, 'sessionStorage')
      keep(place, bench)
    },
  }
}

/** What an earlier program kept in another form is not read. */
function valid(bench: Bench | null): Bench | null {
  return Array.isArray(bench?.tabs) && bench.tabs.every(({ recent }) => Array.isArray(recent))
    ? bench
    : null
}
