import type { Delta, Journaled } from '../core/report.ts'
import type { FromRunner, SentOrder } from '../link/link.ts'
import type { RunnerStatus } from './dispatcher.ts'

export type Hello = FromRunner & { type: 'hello' }

/** What the line tells the dispatcher; the promises hold the line up until they are kept. */
export type LineHooks = {
  /** Up to where this journal was taken; 0 for one that is new to us. */
  takenOf(journal: string): number
  take(journal: string, reports: readonly Journaled[]): Promise<void>
  deltas(deltas: readonly Delta[]): void
  gap(from: number, to: number): Promise<void>
  /** Report `from` is missing: true when it is worth asking for it by a new connection, so once. */
  askAgain(from: number): boolean
  /** Resolves when all that was taken survives a power cut; to false when that did not work this time. Never rejects. */
  durable(): Promise<boolean>
  /** Some time passed since something was taken: the log may be folded in. Never rejects. */
  fold(): Promise<void>
  orders(): SentOrder[]
  /** The runner said who it is; nothing of this conversation was taken or sent yet. */
  greeted(hello: Hello): void
  /** Everything that the runner had journaled before it said hello is taken. */
  caughtUp(): Promise<void>
  /** Its process is proven gone, without our asking. */
  died(reason: string): void
  /** It could not be started again: its sessions cannot wait for its journal. */
  startFailed(reason: string): Promise<void>
  malformed(line: string): void
  unknown(what: string): void
  changed(status: RunnerStatus): void
}
