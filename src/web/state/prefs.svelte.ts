type Saved = {
  theme: 'system' | 'dark' | 'light'
  groupBy: 'state' | 'project'
  /** Id of the group of projects that is looked at; null: all of them. */
  group: string | null
  notify: boolean
  singleKeys: boolean
  /** Keys that the person gave to commands, by the command's name. */
  keys: Record<string, string>
  /** Names of groups and projects that are folded, and of panels. */
  folded: Record<string, boolean>
}

const standard: Saved = {
  theme: 'system',
  groupBy: 'state',
  group: null,
  notify: false,
  singleKeys: true,
  keys: {},
  folded: { Quiet: true },
}

const place = 'signalbox.prefs'

/** What the person set for this browser. */
export class Prefs {
  #saved = $state.raw<Saved>(read())

  get all(): Saved {
    return this.#saved
  }

  set(change: Partial<Saved>): void {
    this.#saved = { ...this.#saved, ...change }
    keep(place, this.#saved)
    this.paint()
  }

  isFolded(name: string): boolean {
    return this.#saved.folded[name] ?? false
  }

  fold(name: string, folded: boolean): void {
    this.set({ folded: { ...this.#saved.folded, [name]: folded } })
  }

  /** Puts the theme on the page. */
  paint(): void {
    const { theme } = this.#saved
    const light = matchMedia('(prefers-color-scheme: light)').matches
    const shown = theme === 'system' ? (light ? 'light' : 'dark') : theme
    document.documentElement.dataset.theme = shown
    document
      .querySelector('meta[name=theme-color]')
      ?.setAttribute('content', shown === 'light' ? '#eef0f3' : '#090b0d')
  }
}

function read(): Saved {
  return { ...standard, ...kept<Partial<Saved>>(place) }
}

/** `sessionStorage` is one window's own. */
type Where = 'localStorage' | 'sessionStorage'

/** What was kept in this browser; null where nothing was, or where it cannot be read. */
export function kept<Value>(name: string, where: Where = 'localStorage'): Value | null {
  try {
    return JSON.parse(window[where].getItem(name) ?? 'null') as Value | null
  } catch {
    // Not ours, or storage is forbidden: as if nothing were kept.
    return null
  }
}

export function keep(name: string, value: unknown, where: Where = 'localStorage'): void {
  try {
    window[where].setItem(name, JSON.stringify(value))
  } catch {
    // Full or forbidden: it holds for as long as this page is open.
  }
}
