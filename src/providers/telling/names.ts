import { recent } from './recent.ts'

/** So many of the wire's own ids at least are remembered. */
const limit = 2000

export type ItemNames = {
  /** An id for an item that the agent gave none. */
  next(): string
  /** An id made of the agent's own; used a second time it becomes another one. */
  of(wireId: string): string
}

/**
 * Item ids of one run. A message that goes on after a tool call keeps its id on the wire, and a thought can
 * share that of the message after it; here they are items of their own, so they get `.2`, `.3` and so on.
 */
export function itemNames(run: string): ItemNames {
  const used = recent<number>(limit)
  let count = 0
  return {
    next: () => `${run}:#${++count}`,
    of(wireId) {
      const times = (used.get(wireId) ?? 0) + 1
      used.set(wireId, times)
      return times === 1 ? `${run}:${wireId}` : `${run}:${wireId}.${times}`
    },
  }
}
