/** The shortest length at which the ids are told apart, but never shorter than `least`. */
export function shortLength(ids: readonly string[], least = 6): number {
  const sorted = [...new Set(ids)].sort()
  let length = least
  for (const [at, id] of sorted.entries()) {
    const next = sorted[at + 1]
    if (next !== undefined) length = Math.max(length, sharedLength(id, next) + 1)
  }
  return length
}

function sharedLength(a: string, b: string): number {
  let at = 0
  while (at < a.length && a[at] === b[at]) at++
  return at
}
