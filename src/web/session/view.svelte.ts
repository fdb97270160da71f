import { SvelteMap } from 'svelte/reactivity'
import type { Session } from '../../core/session.ts'
import type { App } from '../state/app.svelte.ts'
import type { SessionState } from '../state/session.svelte.ts'
import { rowsOf, showsWork, withSpawned, type Row } from './rows.ts'

/** Nothing was heard of a turn for so long: it is said that it goes on. */
const pauseMs = 1500

/** What one pane shows of a session: what is open in it, and where it was left. */
export class SessionView {
  readonly app: App
  readonly state: SessionState
  #opened = new SvelteMap<string, boolean>()
  /** The events that came while the person was not here: after `from`, up to `to`. */
  missed = $state.raw<{ from: number; to: number } | null>(null)
  /** The row that keys are about. */
  chosen = $state('')

  constructor(app: App, state: SessionState) {
    this.app = app
    this.state = state
  }

  rows: Row[] = $derived.by(() => {
    const { id, older, atEnd } = this.state
    const rows = withSpawned(rowsOf(this.state.entries), this.app.fleet.children(id), !older)
    const { session } = this
    const working = session?.turn != null && session.asks.length === 0
    if (!atEnd || !working || showsWork(rows)) return rows
    // Said of a pause only, not between any two things.
    if (this.app.now - session.updatedAt < pauseMs) return rows
    return [...rows, { kind: 'working', key: 'working', seq: 0, at: session.updatedAt }]
  })
  session: Session | undefined = $derived.by(() => this.app.fleet.get(this.state.id))

  get cwd(): string {
    return this.session?.cwd ?? ''
  }

  isOpen(key: string, byItself = false): boolean {
    return this.#opened.get(key) ?? byItself
  }

  toggle(key: string, byItself = false): void {
    this.#opened.set(key, !this.isOpen(key, byItself))
  }
}
