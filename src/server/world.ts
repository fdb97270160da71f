import type { CrashPolicy, Permission } from '../core/ask.ts'
import type { AgentJson } from '../contract/response.ts'
import type { Dispatcher } from '../dispatcher/dispatcher.ts'
import type { EventStore } from '../store/store.ts'
import type { ProjectBook } from './projects.ts'
import type { WebApp } from './static.ts'

/** What the server reads of the store. */
export type Shelf = Pick<
  EventStore,
  | 'backup'
  | 'closedSessions'
  | 'env'
  | 'event'
  | 'idsBeginning'
  | 'lastSeq'
  | 'logs'
  | 'notices'
  | 'page'
  | 'prompts'
  | 'readAfter'
  | 'spentSince'
  | 'tree'
>

/** All that the server needs of the world. */
export type ServerWorld = {
  dispatcher: Dispatcher
  store: Shelf
  /** What programs show as Bearer, and what the browser's cookie is made from. */
  token: string
  /** Version of this program. */
  version: string
  /** The data folder. */
  data: string
  startedAt: number
  now: () => number
  newId: () => string
  /** Calls back once after `ms`; the answer cancels it. */
  later: (ms: number, call: () => void) => () => void
  /** The agents that are configured, looked up now; `closely`: with their version and sign-in. */
  agents: (closely?: boolean) => AgentJson[] | Promise<AgentJson[]>
  projects: ProjectBook
  /** Whether a variable is set in the environment that the server was started with. */
  isSet: (name: string) => boolean
  /** What happens after a crash where neither session nor project says so. */
  onCrash: CrashPolicy
  log: (level: 'info' | 'warn' | 'error', message: string, fields?: Record<string, unknown>) => void
  /** The web app; without it `/` is a plain page with the sessions. */
  web?: WebApp | null
  /** The demo fleet: writes its scratch projects below a folder, and says which sessions to begin. */
  demo?: (folder: string) => { agent: string; sessions: DemoSession[] }
  /** Stops everything: called after `POST /api/down` was answered. */
  down: () => void
}

/** A session of the demo fleet; `project` is a folder below the one that was given. */
export type DemoSession = { title: string; project: string; prompt: string; permission: Permission }
