import type {
  CreateElicitationRequest,
  CreateElicitationResponse,
  RequestPermissionRequest,
  RequestPermissionResponse,
  SessionUpdate,
} from '@agentclientprotocol/sdk/unstable'
import type { History } from './history.ts'
import { dollars, tokensIn, type Meter } from './meter.ts'
import { priceOf, type Mode, type Model } from './models.ts'
import type { Pace } from './pace.ts'
import type { Random } from './random.ts'
import type { Step } from './scene.ts'
import type { Truth } from './truth.ts'
import type { Workspace } from './workspace.ts'

/** The client as a turn sees it. */
export type Audience = {
  /** What it said it understands. */
  subagents: boolean
  forms: boolean
  update: (session: string, update: SessionUpdate) => Promise<void>
  permission: (request: RequestPermissionRequest) => Promise<RequestPermissionResponse>
  elicit: (request: CreateElicitationRequest) => Promise<CreateElicitationResponse>
  /** Any notification, known to the protocol or not. */
  notify: (method: string, params: unknown) => Promise<void>
  raw: (bytes: Uint8Array) => Promise<void>
}

/** What a session and all its subagents share. */
export type Cast = {
  id: string
  workspace: Workspace
  history: History
  truth: Truth
  audience: Audience
  /** Ends this process, logs on disk, children killed. */
  die: (how: { code: number } | 'kill') => Promise<never>
  mode: Mode
  model: Model
  turn: number
  /** Dollars over the session's life, subagents included. */
  costUsd: number
  /** Of the session's own agent, in the turn that runs or ran last. */
  meter: Meter
  /** Titles that the person allowed for good. */
  allowed: Set<string>
  /** Ends everything of the session, background work too. */
  over: AbortController
  /** Cancels one subagent by its id. */
  subagents: Map<string, AbortController>
  background: Set<Promise<void>>
  /** A question put in plain text, which the next prompt answers. */
  open: ((answer: string) => Step[]) | null
}

/** Who performs steps: a session's own agent, or one of its subagents. */
export type Actor = {
  cast: Cast
  /** The session id this actor is known by. */
  id: string
  /** Where its updates go; differs from `id` where the client knows no subagents. */
  shownUnder: string
  /** The tool call that spawned it, told with each update where the client knows no subagents. */
  spawnedBy: string | null
  /** Ids it makes begin with it, so that they are the same whoever works beside it. */
  mark: string
  made: Record<string, number>
  random: Random
  seed: string
  pace: Pace
  meter: Meter
  signal: AbortSignal
}

/** The next id of a kind: `call_t2a1_3` is the third tool call of the first subagent of turn 2. */
export function nextId(actor: Actor, kind: string): string {
  const number = (actor.made[kind] ?? 0) + 1
  actor.made[kind] = number
  return `${kind}_${actor.mark}_${number}`
}

export function show(actor: Actor, update: SessionUpdate): Promise<void> {
  return actor.cast.audience.update(actor.shownUnder, marked(actor, update))
}

/** Remembers an update as the whole and final form of what was shown. */
export function settle(actor: Actor, update: SessionUpdate): void {
  actor.cast.history.remember({
    kind: 'settled',
    session: actor.shownUnder,
    update: marked(actor, update),
  })
}

function marked(actor: Actor, update: SessionUpdate): SessionUpdate {
  if (actor.spawnedBy === null) return update
  const claudeCode = { parentToolUseId: actor.spawnedBy }
  return { ...update, _meta: { ...update._meta, claudeCode } }
}

/** Counts a call of the model that read `read` and wrote `wrote`, and tells how full the context is. */
export async function spend(actor: Actor, read: string, wrote: string): Promise<void> {
  count(actor, read, wrote)
  await tellUsage(actor)
}

export function count(actor: Actor, read: string, wrote: string): void {
  const { cast, meter } = actor
  cast.costUsd += meter.call(tokensIn(read) + 24, tokensIn(wrote) + 12, priceOf(cast.model))
}

/** The session's own update carries what everything cost so far; a subagent's only its context. */
export async function tellUsage(actor: Actor): Promise<void> {
  const { cast } = actor
  const own = actor.id === cast.id
  const meter = own ? cast.meter : actor.meter
  const cost = { amount: dollars(cast.costUsd), currency: 'USD' }
  if (own) {
    const contextUsed = meter.contextUsed
    cast.history.remember({ kind: 'spent', costUsd: cost.amount, contextUsed })
  }
  if (!own && actor.spawnedBy !== null) return
  await show(actor, {
    sessionUpdate: 'usage_update',
    used: meter.contextUsed,
    size: meter.contextSize,
    ...(own ? { cost } : {}),
  })
}

/** The person ended the turn through an answer. */
export class Cancelled extends Error {}

/** An error that the agent tells instead of a result. */
export class Failed extends Error {
  readonly kind: string
  constructor(kind: string, message: string) {
    super(message)
    this.kind = kind
  }
}
