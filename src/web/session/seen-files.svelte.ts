import { keep, kept } from '../state/prefs.svelte.ts'

const place = 'signalbox.seen-files'
/** Of so many sessions it is kept. */
const mostSessions = 100

type Kept = Record<string, Record<string, number>>

/** The changed files that the person ticked, in this browser. One that changes again is not seen any more. */
export class SeenFiles {
  #session: string
  #seen = $state.raw<Readonly<Record<string, number>>>({})

  constructor(session: string) {
    this.#session = session
    this.#seen = kept<Kept>(place)?.[session] ?? {}
  }

  has({ path, seq }: { path: string; seq: number }): boolean {
    const at = this.#seen[path]
    return at !== undefined && at >= seq
  }

  toggle(file: { path: string; seq: number }): void {
    const { [file.path]: _, ...others } = this.#seen
    this.#seen = this.has(file) ? others : { ...others, [file.path]: file.seq }
    const { [this.#session]: __, ...sessions } = kept<Kept>(place) ?? {}
    const newest = Object.entries(sessions).slice(1 - mostSessions)
    keep(place, Object.fromEntries([...newest, [this.#session, this.#seen]]))
  }
}
