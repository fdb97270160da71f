import { z } from 'zod'
import type { Notice } from '../core/notice.ts'
import type { Group, Project } from '../core/project.ts'
import type { Delta } from '../core/report.ts'
import type { Session } from '../core/session.ts'
import type { EventJson } from './event.ts'
import type { RunnerJson } from './response.ts'

/**
 * What a client says on `GET /api/feed` (a WebSocket). A subscription without `after` begins with a
 * snapshot; with it, with the events after that seq. Subscribing again replaces the old subscription.
 */
export const FeedRequest = z.union([
  z.strictObject({
    type: z.literal('subscribe'),
    to: z.literal('fleet'),
    after: z.number().int().min(0).optional(),
  }),
  z.strictObject({
    type: z.literal('subscribe'),
    to: z.literal('session'),
    session: z.string(),
    after: z.number().int().min(0).optional(),
  }),
  z.strictObject({ type: z.literal('unsubscribe'), to: z.literal('fleet') }),
  z.strictObject({ type: z.literal('unsubscribe'), to: z.literal('session'), session: z.string() }),
])
export type FeedRequest = z.infer<typeof FeedRequest>

/** Snapshot sessions come as core folds them, so that a client goes on with the same `evolve`. */
export type FeedFrame =
  /**
   * The first frame. `server` names this start of the server: removals are told within one start only,
   * so a client that finds another one subscribes to the fleet without `after`.
   */
  | { type: 'hello'; version: string; server: string; seq: number }
  /** The whole fleet as of `seq`. Comes again when the client fell behind: what it holds is replaced. */
  | { type: 'fleet'; seq: number; sessions: Session[]; runners: RunnerJson[]; saving: Saving }
  /** One session as of `seq` with its newest events (at most 200). Comes again when the client fell behind. */
  | { type: 'session'; seq: number; session: Session; events: EventJson[]; more: boolean }
  /** `to`: `fleet`, events of all sessions with long texts cut (`lean`); else an id, whole ones of that session. */
  | { type: 'events'; to: string; events: EventJson[] }
  /** A subscription with `after` has been given everything up to `seq`; what follows is live. */
  | { type: 'caught-up'; to: string; seq: number }
  /**
   * Provisional text, not recorded yet: an `item.set` or `item.grew` with it follows. `session`: the one
   * it is in. Some may be left out for a slow client: one that begins beyond the text held is to be ignored.
   */
  | { type: 'deltas'; deltas: Delta[] }
  | { type: 'runner'; runner: RunnerJson }
  | { type: 'notice'; notice: Notice }
  /**
   * All projects and groups, as core knows them: after each fleet snapshot, before the fleet's `caught-up`,
   * and whenever one of them changes. What was told before is replaced.
   */
  | { type: 'projects'; projects: Project[]; groups: Group[] }
  | { type: 'saving'; saving: Saving }
  | { type: 'removed'; sessions: string[] }
  | { type: 'error'; code: string; message: string }

/** `ok: false`: recorded nothing since `since` (ms), for `reason`; nothing is shown that is not saved. */
export type Saving = { ok: boolean; since: number; reason: string }
