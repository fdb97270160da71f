import type { CrashPolicy } from '../core/ask.ts'
import type { Recorded } from '../core/event.ts'
import type { Notice } from '../core/notice.ts'
import type { Order } from '../core/order.ts'
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

/** Standing settings of a folder that a person ran in. */
export type Project = { path: string; name: string; onCrash: CrashPolicy | null; addedAt: number }

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
  /** All or nothing. Throws `SaveFailed`. Also keeps one usage record a turn, once, from `turn.ended` events. */
  write(write: Write): void
  /** `seq` of the newest event; 0 when there is none. */
  lastSeq(): number
  /** Sessions of every tree whose root is not closed, parents before children. */
  openSessions(): Session[]
  /** One session and all below it, whether closed or not; empty when unknown. Parents first. */
  tree(id: string): Session[]
  /** Roots and children that are closed, newest first. */
  closedSessions(limit: number): Session[]
  /** Ids that begin with `prefix`, at most `limit`, in order. */
  idsBeginning(prefix: string, limit: number): string[]
  page(sessionId: string, of: PageOf, limit: number): Recorded[]
  event(seq: number): Recorded | null
  /** The whole log, for export and for feeds that catch up. */
  readAfter(seq: number, limit: number): Recorded[]
  offset(runner: string): Offset | null
  pendingOrders(runner: string): PendingOrder[]
  held(): Held[]
  logs(sessionId: string): LogLine[]
  notices(limit: number): Notice[]
  /** Known cost of the turns that ended at or after `since` (ms), in USD, and how many turns those were. */
  spentSince(since: number): {
    costUsd: number
    turns: number
    inputTokens: number
    outputTokens: number
  }
  projects(): Project[]
  putProject(project: Project): void
  /** What `--env` gave a session, for its next agents. Never in events or exports. */
  env(sessionId: string): Record<string, string>
  putEnv(sessionId: string, env: Record<string, string>): void
  /** Takes sessions and all that hangs on them out of the store, for good. The log's numbers are not used again. */
  remove(sessionIds: string[]): void
  /** A consistent copy, while others write. Resolves when the file is whole. */
  backup(file: string): Promise<void>
  /** Gives back space and folds the write-ahead log in; cheap enough to call now and then. */
  checkpoint(): void
  close(): void
}
