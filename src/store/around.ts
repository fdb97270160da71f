/**
 * How many of a page's `limit` rows lie before the middle: half of them, more where too few follow.
 * `before` and `from` say how many rows there are on each side, counted up to `limit`.
 */
export function rowsBefore(limit: number, before: number, from: number): number {
  return Math.min(before, Math.max(Math.floor(limit / 2), limit - from))
}
