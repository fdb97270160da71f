/** Tries before giving up; the last waits about half a minute. */
export const lastAttempt = 8

/** Healthy running for this long makes an attempt a success (ms). */
export const stableAfter = 60_000

/**
 * How long to wait before attempt `attempt` (from 1), in ms: 1 s, 2 s, 4 s, … at most 30 s,
 * each shortened by up to a fifth so that many do not come back in the same instant.
 */
export function backoff(attempt: number, random: () => number): number {
  const full = Math.min(30_000, 1000 * 2 ** (attempt - 1))
  return Math.round(full * (1 - random() / 5))
}
