import type { Recorded } from '../core/event.ts'
import type { Notice } from '../core/notice.ts'
import type { Order } from '../core/order.ts'
import type { Group, Project } from '../core/project.ts'
import type { Journaled } from '../core/report.ts'
import type { Session } from '../core/session.ts'

/** An order under way to a runner, until a `command.settled` report or its session's end settles it. */
export type PendingOrder = { id: string; runner: string; order: Order; at: number }

/** A report whose session or subagent is not known yet: kept until it can be routed. */
export type Held = { runner: string; report: Journaled }

/** A piece of an agent's stderr or log. The store keeps the newest 200 pieces a session. */
export type LogLine = { sessionId: string; at: number; text: string; dropped: number }

/** How far a runner's journal was taken. `journal` names the journal: a new one counts from 1 again. */
export type Offset = { runner: string; journal: string; seq: number }

/** Everything that changes together: all of it is saved, or none. */
export type Write = {
  /** In log order; their `seq` goes on from `lastSeq()`, their `version` from the session's. */
  events: Recorded[]
  /** The sessions that changed, as they stand after the events: at most one row each. */
  sessions: Session[]
  offsets: Offset[]
  orders: { add: PendingOrder[]; settle: string[] }
  held: { add: Held[]; release: { runner: string; seq: number }[] }
  logs: LogLine[]
  notices: Notice[]
}

/** The events that say when a prompt was queued, changed and given to the agent. */
export const promptEvents = [
  'prompt.queued',
  'prompt.edited',
  'prompt.sent',
  'prompt.steered',
] as const satisfies Recorded['type'][]

/** Which page of a session's events: the `limit` nearest to a `seq`, always told in rising order. */
export type PageOf = { after: number } | { before: number } | { around: number }

/**
 * Why something could not be saved. The write took no effect; the same one may be tried again,
 * but for `conflict`: somebody else wrote, and the caller's view of the log is stale.
 */
export class SaveFailed extends Error {
  readonly reason: 'full' | 'locked' | 'conflict' | 'broken'
  constructor(reason: SaveFailed['reason'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'SaveFailed'
    this.reason = reason
  }
}

/**
 * The log and what is kept with it. Append-only, one total order without gaps. Synchronous, so that
 * deciding and appending never interleave; each call is short (one page, one batch).
 */
export type EventStore = {
  /**
   * All or nothing. Throws `SaveFailed`; `conflict` where the events do not go on from the log or an
   * order is there already. What is added and released (or settled) in one write leaves nothing.
   * Also keeps one usage record a turn, once, from `turn.ended` events.
   */
  write(write: Write): void
  /** `seq` of the newest event; 0 when there is none. */
  lastSeq(): number
  /** Sessions of every tree whose root is not closed, parents before children. */
  openSessions(): Session[]
  /** One session and all below it, whether closed or not; empty when unknown. Parents first. */
  tree(id: string): Session[]
  /** Sessions of every tree whose root is closed, by `updatedAt`, newest first. */
  closedSessions(limit: number): Session[]
  /** Ids that begin with `prefix`, at most `limit`, in order. */
  idsBeginning(prefix: string, limit: number): string[]
  /** `around`: about half of the page lies before that `seq`, more where too few follow. */
  page(sessionId: string, of: PageOf, limit: number): Recorded[]
  event(seq: number): Recorded | null
  /** All events of a session that say what became of its prompts (`promptEvents`), in order. */
  prompts(sessionId: string): Recorded[]
  /** The whole log, for export and for feeds that catch up. */
  readAfter(seq: number, limit: number): Recorded[]
  offset(runner: string): Offset | null
  /** Oldest first. */
  pendingOrders(runner: string): PendingOrder[]
  /** Oldest first. */
  held(): Held[]
  /** Oldest first. */
  logs(sessionId: string): LogLine[]
  /** Newest first; of all that were ever told the newest 1,000 are kept, one for each `seq`. */
  notices(limit: number): Notice[]
  /** Known cost of the turns that ended at or after `since` (ms), in USD, and how many turns those were. */
  spentSince(since: number): {
    costUsd: number
    turns: number
    inputTokens: number
    outputTokens: number
  }
  /** In the order of their adding. */
  projects(): Project[]
  /** By its id. Throws `SaveFailed`; `conflict` where another project is at its path. */
  putProject(project: Project): void
  /** Its settings; no session, nothing of the folder. */
  removeProject(id: string): void
  /** In the order of their adding. */
  groups(): Group[]
  putGroup(group: Group): void
  /** Also takes every project out of it, in the same transaction. */
  removeGroup(id: string): void
  /** What `--env` gave a session, for its next agents. Never in events or exports. */
  env(sessionId: string): Record<string, string>
  putEnv(sessionId: string, env: Record<string, string>): void
  /**
   * Takes sessions and all that hangs on them (events, orders, logs, notices, environment) out of
   * the store, for good; what they used stays, because it was spent. Children are not taken unless they are named. The log's numbers are not
   * used again. Throws `SaveFailed`, as all that writes does.
   */
  remove(sessionIds: string[]): void
  /** A consistent copy, while others write. Resolves when the file is whole; never replaces a file. */
  backup(file: string): Promise<void>
  /**
   * Resolves when all that was written before survives a power cut; holds nobody up meanwhile. Rejects
   * with `SaveFailed`.
   */
  synced(): Promise<void>
  /**
   * Gives back space and makes all that was written so far survive a power cut. It is worth calling now and then only.
   * Rejects with `SaveFailed` when it could not be done: then nothing that was written is lost, but nobody may yet
   * rely on it surviving more than a `kill -9`.
   */
  checkpoint(): Promise<void>
  close(): void
}
