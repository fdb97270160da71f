import type { Place } from '../panes/tree.ts'
import { keep, kept } from './prefs.svelte.ts'

const prefix = 'signalbox-pane-'
const store = 'signalbox.windows'
/** So long a window may be away without being closed: it is loaded again. */
const reloadMs = 1500

/** The name of the pane that this window is, or null for a whole one. */
export function detachedPane(): string | null {
  return window.name.startsWith(prefix) ? window.name : null
}

/**
 * Panes in windows of their own. Such a window is known by its name, so its address is that of what it
 * shows. It holds a lock for as long as it lives, whose release tells that it was closed, or died.
 */
export class OwnWindows {
  readonly #back: (place: Place) => void

  /** `back` is called with what a window showed when it was closed. */
  constructor(back: (place: Place) => void) {
    this.#back = back
    const name = detachedPane()
    if (name !== null) void navigator.locks?.request(name, () => new Promise(() => {}))
  }

  /** False: the browser did not open it. */
  open(place: Place): boolean {
    const name = `${prefix}${crypto.randomUUID()}`
    const opened = window.open(place, name, 'popup,width=820,height=900')
    if (!opened) return false
    keep(store, { ...kept<Record<string, Place>>(store), [name]: place })
    void this.#await(name, opened)
    return true
  }

  /** Waits for those that were opened before this page was loaded. */
  awaitAll(): void {
    for (const name of Object.keys(kept<Record<string, Place>>(store) ?? {})) void this.#await(name)
  }

  /** Remembers what this window shows, for when it is closed. */
  note(place: Place): void {
    const name = detachedPane()
    if (name !== null) keep(store, { ...kept<Record<string, Place>>(store), [name]: place })
  }

  async #await(name: string, opened?: Window): Promise<void> {
    // Only a secure page has locks: without them a closed window's pane does not come back.
    if (!navigator.locks) return
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, reloadMs))
      const place = await navigator.locks.request(
        name,
        () => kept<Record<string, Place>>(store)?.[name],
      )
      // Another window of the app took it back.
      if (place === undefined) return
      await new Promise((resolve) => setTimeout(resolve, reloadMs))
      const gone = await navigator.locks.request(name, { ifAvailable: true }, (lock) => {
        const all = { ...kept<Record<string, Place>>(store) }
        const last = all[name]
        // It may be slow to load: where its handle is known, that tells.
        const alive = lock === null || opened?.closed === false
        if (alive || last === undefined) return null
        delete all[name]
        keep(store, all)
        return last
      })
      if (gone !== null) return this.#back(gone)
    }
  }
}
