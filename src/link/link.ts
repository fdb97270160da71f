import type { Order } from '../core/order.ts'
import type { Delta, Journaled } from '../core/report.ts'

/**
 * The version of this conversation. A side speaks every version from `oldest` to `current`;
 * the newest that both know is used. Without one the server says so and leaves the runner alone.
 */
export const protocol = { oldest: 1, current: 1 } as const

/** How to launch an agent, as the server knows it when the order is sent; `env` is the whole environment. */
export type Launch = { provider: string; command: string[]; env: Record<string, string> }

/** An order on its way down. `launch` comes with `start` only, and is never recorded. */
export type SentOrder = { id: string; order: Order; launch?: Launch }

export type FromRunner =
  | {
      type: 'hello'
      runner: string
      /** Names this process: another one after a restart. */
      instance: string
      pid: number
      version: string
      protocol: { oldest: number; current: number }
      startedAt: number
      /** What the journal still holds; `last` is 0 for an empty one. */
      journal: { id: string; first: number; last: number }
      /** Agents that live in it now. */
      live: { session: string; run: string }[]
    }
  /** In rising, gapless order of `seq` from what `welcome.after` said. `sizes`: how long the JSON of each is, in bytes. */
  | { type: 'reports'; sizes?: number[]; reports: Journaled[] }
  | { type: 'deltas'; deltas: Delta[] }
  /** At least every 2 s. `unsaved`: since when the journal cannot be written, and why; agents are held meanwhile. */
  | { type: 'heartbeat'; agents: number; unsaved: { since: number; reason: string } | null }

export type ToRunner =
  | { type: 'welcome'; protocol: number; server: string; after: number }
  /** No common protocol: the runner goes on without this server. */
  | { type: 'unwelcome'; reason: string }
  /** Everything up to `seq` is saved (the window moves on); up to `durable` even against a power cut (the journal may forget it). */
  | { type: 'ack'; seq: number; durable: number }
  | { type: 'orders'; orders: SentOrder[] }
  /** Stop all agents, say so in the journal, wait for the ack (at most 5 s), exit. */
  | { type: 'shutdown' }

/** One end of a live connection. Iterate `frames` once: the iteration ends when the connection is gone. */
export type Link<In, Out> = {
  /**
   * Queues a frame; dropped when the connection is gone (its other end replays on the next one).
   * `line`: the same frame as JSON and an LF, where its sender has it already.
   */
  send(frame: Out, line?: Buffer): void
  /** Bytes queued here and not yet taken by the other side. */
  backlog(): number
  /** Resolves when the backlog is small, or the connection gone. */
  drained(): Promise<void>
  /** Batches as they were read; reading stops while a batch is being worked on. A line that is no frame is told as `garbage`. */
  frames: AsyncIterable<(In | Garbage)[]>
  close(): void
}

export type Garbage = { type: 'garbage'; line: string }

export type RunnerEnd = Link<ToRunner, FromRunner>
export type ServerEnd = Link<FromRunner, ToRunner>

/** How the dispatcher reaches one runner: a socket, later NATS, or a pair in memory. */
export type RunnerDoor = {
  /** Connects; rejects when nobody listens there. */
  connect(): Promise<ServerEnd>
  /** Is the process that owned the door still there? `unknown` where that cannot be told. */
  probe(): Promise<'alive' | 'dead' | 'unknown'>
  /** Starts a runner process behind the door. Rejects with one line when it cannot be started. */
  launch(): Promise<void>
  /** Asks the process behind the door to end its agents and itself, without a word over the link. */
  end(): void
}
