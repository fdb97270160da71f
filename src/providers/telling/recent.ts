/** What was told of late, by name: the newest are known, `most` at least and less than twice as many. */
export type Recent<Value> = {
  get(key: string): Value | undefined
  /** As the newest. */
  set(key: string, value: Value): void
  delete(key: string): void
}

/**
 * Two generations: when the young one is full it is the old one, and what was old is forgotten. One `Map` from which
 * the oldest is taken each time walks over all the places that it emptied before.
 */
export function recent<Value>(most: number): Recent<Value> {
  let young = new Map<string, Value>()
  let old = new Map<string, Value>()
  return {
    get: (key) => young.get(key) ?? old.get(key),
    set(key, value) {
      young.set(key, value)
      if (young.size < most) return
      old = young
      young = new Map()
    },
    delete(key) {
      young.delete(key)
      old.delete(key)
    },
  }
}
