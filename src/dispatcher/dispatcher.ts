import type { CrashPolicy, Permission } from '../core/ask.ts'
import type { Command, Rejection } from '../core/decide.ts'
import type { Attachment, Recorded } from '../core/event.ts'
import type { Fleet } from '../core/fleet.ts'
import type { Notice } from '../core/notice.ts'
import type { Delta } from '../core/report.ts'
import type { Session } from '../core/session.ts'
import type { Launch, RunnerDoor } from '../link/link.ts'
import type { EventStore } from '../store/store.ts'

/** What is known of one runner; `since` is ms, `attempt` counts restarts since it was last healthy. */
export type RunnerStatus = {
  name: string
  state: 'unknown' | 'up' | 'down' | 'restarting' | 'failed'
  since: number
  reason: string
  version: string | null
  pid: number | null
  attempt: number
  agents: number
  unsaved: string | null
  lag: number
}

/** `ok: false`: nothing was recorded since `since` (ms), for `reason`. */
export type Saving = { ok: boolean; since: number; reason: string }

/** What a dispatcher tells those who listen, always after it is saved (but for deltas, which never are). */
export type Change =
  | { type: 'recorded'; events: readonly Recorded[] }
  | { type: 'deltas'; deltas: readonly Delta[] }
  | { type: 'runner'; runner: RunnerStatus }
  | { type: 'notice'; notice: Notice }
  | { type: 'saving'; saving: Saving }
  | { type: 'removed'; sessions: readonly string[] }

export type NewSession = {
  /** Given where something is kept for it already; else a new one. */
  id?: string
  prompt: string
  /** What goes with the prompt. */
  attachments?: Attachment[]
  by: string
  agent: string
  cwd: string
  project: string | null
  title: string
  /** The person gave the title: the agent does not change it. */
  named: boolean
  model: string | null
  permission: Permission
  onCrash: CrashPolicy
  env: Record<string, string>
  runner: string | null
  resumeToken: string | null
  /** The session that it is a fork of. */
  forkOf?: string
}

/** Refusals beyond those of `decide`. */
export type Refused =
  | Rejection
  | { rejected: 'no-such-session' | 'no-such-runner' | 'not-saved' | 'stopping'; message: string }

export type Accepted = { session: Session; note?: 'cannot-steer' }

/**
 * The single writer: reports in, events recorded and routed, commands out. What is asked of it is
 * decided, saved and folded before a call returns. Two dispatchers live in one process without
 * knowing of each other: all they use is handed in.
 */
export type Dispatcher = {
  /** Loads what is open, connects to the runners. Idempotent: starts in one tick give one subscription. All or nothing. */
  start(): Promise<void>
  /** Lets go of the runners (their agents go on), cancels timers, saves what came; at most `deadlineMs`. Idempotent. */
  stop(deadlineMs: number): Promise<void>
  /** Open sessions, and closed ones that were asked for. Read only. */
  fleet: Fleet
  /** The session with its whole tree in `fleet`, read from the store if it was closed; undefined: unknown. */
  load(id: string): Session | undefined
  create(session: NewSession): Accepted | Refused
  command(sessionId: string, command: Command): Accepted | Refused
  /** Takes a session and its children out of the store. Refused while anything of it runs. */
  remove(id: string): { removed: string[] } | Refused
  runners(): RunnerStatus[]
  /** A new try for a runner that is `failed` or waits for its next attempt. */
  restart(runner: string): RunnerStatus | Refused
  /** Stops all agents and all runners. Resolves when every runner is gone, or after `deadlineMs` with those that are left. */
  shutdown(deadlineMs: number): Promise<{ left: string[] }>
  saving(): Saving
  counters(): { malformed: number; unknown: number }
  /** Newest seq that is saved. */
  seq(): number
  listen(listener: (change: Change) => void): () => void
}

/** What a dispatcher needs of the world. */
export type World = {
  store: EventStore
  doors: ReadonlyMap<string, RunnerDoor>
  version: string
  now: () => number
  newId: () => string
  /** 0 ≤ x < 1, for the jitter of back-offs. */
  random: () => number
  /** Calls back once after `ms`; the answer cancels it. */
  later: (ms: number, call: () => void) => () => void
  /** How to launch an agent now; null: no such agent is configured any more. `given` is what `--env` gave. */
  launch: (
    agent: string,
    given: Record<string, string>,
    session: Session | undefined,
  ) => Launch | null
  /** Tells the person, beyond the feed. May be slow or throw: it disturbs nothing. */
  notify: (notice: Notice) => void
  /** The founding module's events, for telemetry and the log. May be slow or throw: it disturbs nothing. */
  emit: (name: TelemetryName, attributes: Record<string, string | number | boolean | null>) => void
  log: (level: 'info' | 'warn' | 'error', message: string, fields?: Record<string, unknown>) => void
}

export type TelemetryName =
  'agent_started' | 'agent_stopped' | 'agent_error' | 'agent_cost' | 'sidecar_crashed'
