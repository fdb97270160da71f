import { SvelteMap } from 'svelte/reactivity'
import type { Session } from '../../core/session.ts'
import type { App } from '../state/app.svelte.ts'
import type { SessionState } from '../state/session.svelte.ts'
import { promptsIn, rowsOf, withSpawned, type Row } from './rows.ts'

/** What one pane shows of a session: what is open in it, and where it was left. */
export class SessionView {
  readonly app: App
  readonly state: SessionState
  #opened = new SvelteMap<string, boolean>()
  /** The last event that was there when the person left; null: never here before. */
  leftAt = $state<number | null>(null)
  /** The row that keys are about. */
  chosen = $state('')

  constructor(app: App, state: SessionState) {
    this.app = app
    this.state = state
  }

  rows: Row[] = $derived.by(() =>
    withSpawned(
      rowsOf(this.state.entries),
      this.app.fleet.children(this.state.id),
      !this.state.older,
    ),
  )
  prompts: number[] = $derived(promptsIn(this.rows))
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
