import { getContext, setContext } from 'svelte'
import type { AgentJson, StatusJson } from '../../contract/response.ts'
import type { FeedFrame } from '../../contract/feed.ts'
import { browserFeed } from '../feed/browser.ts'
import type { FeedClient, FeedState } from '../feed/client.ts'
import { call, get, post, Refused } from '../feed/api.ts'
import { Clock } from './clock.svelte.ts'
import { FleetState, type Row } from './fleet.svelte.ts'
import { Keys } from './keys.svelte.ts'
import { Notices } from './notices.svelte.ts'
import { Prefs } from './prefs.svelte.ts'
import { ProjectsState } from './projects.svelte.ts'
import { SessionState } from './session.svelte.ts'
import { Workbench } from './workbench.svelte.ts'

export type Dialog =
  | { name: 'new'; from?: Partial<NewSession> }
  | { name: 'palette' }
  | { name: 'keys' }
  | { name: 'notices' }
export type NewSession = {
  prompt: string
  cwd: string
  agent: string
  model: string
  permission: 'ask' | 'accept-edits' | 'plan' | 'bypass'
}

/** All that the app knows, in one place; components take what they need of it. */
export class App {
  readonly prefs = new Prefs()
  readonly clock = new Clock()
  readonly keys = new Keys(this.prefs)
  readonly fleet = new FleetState()
  readonly projects = new ProjectsState(this.prefs)
  readonly bench = new Workbench()
  readonly notices = new Notices(this)
  readonly #feed: FeedClient
  readonly #open = new Map<string, { state: SessionState; users: number }>()
  link = $state.raw<FeedState>({ state: 'connecting' })
  signedOut = $state(false)
  status = $state.raw<StatusJson | null>(null)
  agents = $state.raw<AgentJson[] | null>(null)
  dialog = $state.raw<Dialog | null>(null)
  /** The row that keys are about, in whatever list is shown. */
  chosen = $state('')

  constructor() {
    this.#feed = browserFeed({
      frame: (frame) => this.#hear(frame),
      state: (state) => this.#linked(state),
    })
  }

  /** The sessions that lists show: of the group that is looked at, and what is busy anywhere. */
  rows: Row[] = $derived.by(() => this.fleet.rows.filter((row) => this.projects.shows(row)))

  get live(): boolean {
    return this.link.state === 'live'
  }

  /** `now`, or when anything was heard last: what is shown is not older than it looks. */
  get now(): number {
    return this.link.state === 'lost' ? this.link.since : this.clock.now
  }

  start(): void {
    this.prefs.paint()
    matchMedia('(prefers-color-scheme: light)').addEventListener('change', () => this.prefs.paint())
    this.clock.start()
    this.#feed.start()
    setInterval(() => {
      if (!document.hidden) void this.refresh()
    }, 10_000)
  }

  retry(): void {
    this.#feed.retry()
  }

  /** Follows a session for as long as somebody looks at it. */
  follow(id: string): { state: SessionState; leave: () => void } {
    const known = this.#open.get(id) ?? { state: new SessionState(id), users: 0 }
    this.#open.set(id, known)
    known.users += 1
    if (known.users === 1) this.#feed.follow(id)
    return {
      state: known.state,
      leave: () => {
        known.users -= 1
        if (known.users > 0) return
        this.#open.delete(id)
        this.#feed.leave(id)
      },
    }
  }

  /** Does something on the server; a refusal is told as a toast. False: it was refused. */
  async act(
    path: string,
    body?: unknown,
    method: 'POST' | 'PATCH' | 'DELETE' = 'POST',
  ): Promise<boolean> {
    try {
      await call(method, path, body)
      return true
    } catch (error) {
      this.refused(error)
      return false
    }
  }

  /** Begins a session from a copy of what the agent of another remembers, and goes to it. */
  async fork(session: string, prompt: string, attachments: readonly string[] = []): Promise<void> {
    try {
      const told = await post<{ session: { id: string }; note?: string }>(
        `sessions/${session}/fork`,
        { prompt, ...(attachments.length > 0 && { attachments }) },
      )
      this.bench.open(`/s/${told.session.id}`)
      if (told.note) this.notices.tell({ kind: 'refused', title: 'Begun anew', text: told.note })
    } catch (error) {
      this.refused(error)
    }
  }

  refused(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error)
    this.notices.tell({ kind: 'refused', title: 'Not done', text: message })
  }

  async refresh(): Promise<void> {
    try {
      this.status = await get<StatusJson>('status')
      this.signedOut = false
    } catch (error) {
      this.signedOut = error instanceof Refused && error.status === 401
    }
  }

  async lookForAgents(): Promise<void> {
    try {
      this.agents = (await get<{ agents: AgentJson[] }>('agents')).agents
    } catch (error) {
      this.refused(error)
    }
  }

  #hear(frame: FeedFrame) {
    this.fleet.hear(frame)
    if (frame.type === 'session') this.fleet.put(frame.session)
    if (frame.type === 'projects') {
      this.projects.all = frame.projects
      this.projects.groups = frame.groups
    }
    if (frame.type === 'notice') this.notices.hear(frame.notice)
    for (const { state } of this.#open.values()) state.hear(frame)
  }

  #linked(state: FeedState) {
    const was = this.link.state
    this.link = state
    if (state.state !== was) void this.refresh()
  }
}

const key = Symbol('app')

export function provideApp(app: App): App {
  return setContext(key, app)
}

export function useApp(): App {
  return getContext<App>(key)
}
