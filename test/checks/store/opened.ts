import type { EventStore } from '../../../src/store/store.ts'

/** A back end on trial. Whoever opens it closes and removes it after the check. */
export type Opened = {
  store: EventStore
  /** A path of the check's own, for a backup. */
  spare: string
  openBackup: (file: string) => EventStore
  /** Closes the store and opens it again; absent where the process's memory is all there is. */
  reopen?: () => EventStore
}

export type Open = () => Opened

export type Check = (name: string, body: () => void | Promise<void>) => void
