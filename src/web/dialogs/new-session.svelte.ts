import type { Permission } from '../../core/ask.ts'
import type { SessionJson } from '../../contract/session.ts'
import { call, post } from '../feed/api.ts'
import { Attaching } from '../session/attaching.svelte.ts'
import type { App, NewSession } from '../state/app.svelte.ts'
import { keep, kept } from '../state/prefs.svelte.ts'

const draftPlace = 'signalbox.draft'
const usualPlace = 'signalbox.usual'

/** What the person picked here; what was not picked is as the project says. */
type Picked = Partial<Pick<NewSession, 'agent' | 'model' | 'permission'>>
type Draft = { prompt: string; cwd: string; picked: Picked }

/** What a new session needs, kept as a draft until it is started. */
export class NewSessionForm {
  #app: App
  #picked = $state.raw<Picked>({})
  prompt = $state('')
  cwd = $state('')
  /** It belongs to the project of its folder; else to none. */
  inProject = $state(true)
  error = $state('')
  busy = $state(false)
  readonly files: Attaching

  constructor(app: App, from: Partial<NewSession>) {
    this.#app = app
    const draft = kept<Partial<Draft>>(draftPlace) ?? {}
    const recent = app.fleet.rows.at(-1)?.session.cwd ?? app.projects.all[0]?.path ?? ''
    this.prompt = from.prompt ?? draft.prompt ?? ''
    this.cwd = from.cwd ?? (draft.cwd || recent)
    const { agent, model, permission } = from
    // Bypass is never taken from a draft: it is picked, or set in the project.
    const { permission: drafted, ...others } = draft.picked ?? {}
    this.#picked = {
      ...others,
      ...(drafted && drafted !== 'bypass' && { permission: drafted }),
      ...(agent && { agent, model: model ?? '' }),
      ...(permission && { permission }),
    }
    this.files = new Attaching(app, {
      takesPictures: () => true,
      keep: (data) => call('POST', 'pictures', { data }),
    })
    $effect(() =>
      keep(draftPlace, {
        prompt: this.prompt,
        cwd: this.cwd,
        picked: this.#picked,
      } satisfies Draft),
    )
  }

  get installed() {
    return (this.#app.agents ?? []).filter(({ found }) => found !== null)
  }

  get missing() {
    return (this.#app.agents ?? []).filter(({ found }) => found === null)
  }

  /** The project of the folder, where it is known. */
  get project() {
    return this.#app.projects.around(this.cwd.trim())
  }

  get agent(): string {
    const wanted = [
      this.#picked.agent,
      this.project?.agent,
      kept<string>(usualPlace),
      this.installed.find((one) => one.default)?.name,
      this.installed[0]?.name,
    ]
    return wanted.find((name) => this.installed.some((one) => one.name === name)) ?? ''
  }

  set agent(agent: string) {
    // A model is named as one agent names it.
    this.#picked = { ...this.#picked, agent, model: '' }
  }

  get model(): string {
    const { project, agent } = this
    return this.#picked.model ?? (project?.agent === agent ? (project.model ?? '') : '')
  }

  set model(model: string) {
    this.#picked = { ...this.#picked, agent: this.agent, model }
  }

  get permission(): Permission {
    return this.#picked.permission ?? this.project?.permission ?? 'ask'
  }

  set permission(permission: Permission) {
    this.#picked = { ...this.#picked, permission }
  }

  get ready(): boolean {
    return (
      this.prompt.trim() !== '' &&
      this.cwd.trim() !== '' &&
      this.agent !== '' &&
      this.files.coming === 0 &&
      !this.busy &&
      this.#app.live
    )
  }

  /** Begins the session; `go`: and shows it. True where it began. */
  async start(go: boolean): Promise<boolean> {
    if (!this.ready) return false
    this.busy = true
    this.error = ''
    const { agent } = this
    try {
      const { session, note } = await post<{ session: SessionJson; note?: string }>('sessions', {
        prompt: this.prompt,
        cwd: this.cwd.trim(),
        agent,
        permission: this.permission,
        ...(this.model.trim() && { model: this.model.trim() }),
        ...(this.files.paths.length > 0 && { attachments: this.files.paths }),
        ...(!this.inProject && { project: null }),
      })
      if (note) this.#app.notices.tell({ kind: 'done', title: session.title, text: note })
      keep(usualPlace, agent)
      this.prompt = ''
      this.#picked = {}
      this.files.clear()
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
