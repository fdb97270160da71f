import { AsyncLocalStorage } from 'node:async_hooks'

/**
 * Knows on whose behalf code runs, through timers, promises and the events of child processes. A fault that
 * nobody caught is laid at the door of the agent that it happened for, and ends no other.
 */
export type Blame = {
  run<T>(owner: (error: unknown) => void, body: () => T): T
  /** Tells the owner of what runs now about a fault; false when there is none. */
  caught(error: unknown): boolean
}

export function blame(): Blame {
  const owners = new AsyncLocalStorage<(error: unknown) => void>()
  return {
    run: (owner, body) => owners.run(owner, body),
    caught(error) {
      const owner = owners.getStore()
      owner?.(error)
      return owner !== undefined
    },
  }
}
