import type { SessionJson } from '../../contract/session.ts'
import { post } from '../feed/api.ts'
import type { App, NewSession } from '../state/app.svelte.ts'
import { keep, kept } from '../state/prefs.svelte.ts'

const draftPlace = 'signalbox.draft'

/** What a new session needs, kept as a draft until it is started. */
export class NewSessionForm {
  #app: App
  prompt = $state('')
  cwd = $state('')
  agent = $state('')
  model = $state('')
  permission = $state<NewSession['permission']>('ask')
  error = $state('')
  busy = $state(false)

  constructor(app: App, from: Partial<NewSession>) {
    this.#app = app
    const draft = kept<Partial<NewSession>>(draftPlace) ?? {}
    const recent = app.fleet.rows.at(-1)?.session.cwd ?? app.projects.all[0]?.path ?? ''
    this.prompt = from.prompt ?? draft.prompt ?? ''
    this.cwd = from.cwd ?? (draft.cwd || recent)
    this.model = from.model ?? ''
    // Bypass is never chosen beforehand.
    const permission = from.permission ?? draft.permission ?? 'ask'
    this.permission = permission === 'bypass' ? 'ask' : permission
    this.agent = from.agent ?? draft.agent ?? ''
    $effect(() => {
      if (app.agents === null) return
      if (!this.installed.some(({ name }) => name === this.agent))
        this.agent = (this.installed.find((one) => one.default) ?? this.installed[0])?.name ?? ''
    })
    $effect(() => {
      const { prompt, cwd, agent, permission: chosen } = this
      keep(draftPlace, { prompt, cwd, agent, permission: chosen })
    })
  }

  get installed() {
    return (this.#app.agents ?? []).filter(({ found }) => found !== null)
  }

  get missing() {
    return (this.#app.agents ?? []).filter(({ found }) => found === null)
  }

  get ready(): boolean {
    return (
      this.prompt.trim() !== '' &&
      this.cwd.trim() !== '' &&
      this.agent !== '' &&
      !this.busy &&
      this.#app.live
    )
  }

  /** Begins the session; `go`: and shows it. True where it began. */
  async start(go: boolean): Promise<boolean> {
    if (!this.ready) return false
    this.busy = true
    this.error = ''
    try {
      const { session } = await post<{ session: SessionJson }>('sessions', {
        prompt: this.prompt,
        cwd: this.cwd.trim(),
        agent: this.agent,
        permission: this.permission,
        ...(this.model.trim() && { model: this.model.trim() }),
      })
      this.prompt = ''
      keep(draftPlace, { cwd: this.cwd, agent: this.agent })
      void this.#app.refresh()
      if (go) this.#app.bench.open(`/s/${session.id}`)
      return true
    } catch (error) {
      this.error = error instanceof Error ? error.message : String(error)
      return false
    } finally {
      this.busy = false
    }
  }
}
