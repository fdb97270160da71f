/** All durations in ms, all sizes in bytes. */
export type Settings = {
  heartbeatMs: number
  /** How long it stays without a server and without an agent in a turn. */
  idleExitMs: number
  /** How long it waits before a failed write to the journal is tried again. */
  retryMs: number
  /** How long `shutdown` waits for the server to take the last reports. */
  ackWaitMs: number
  /** How long what was told last may take to get out, where nobody waits for it to be taken. */
  flushWaitMs: number
  /** How long the end of the agents may take before it leaves without their word. */
  endWaitMs: number
  /** What may be on its way to the server and not acknowledged. */
  window: { reports: number; bytes: number }
  segmentBytes: number
  wire: { bytes: number; ageMs: number }
}

const MiB = 1024 * 1024

export const defaults: Settings = {
  heartbeatMs: 2000,
  idleExitMs: 60_000,
  retryMs: 1000,
  ackWaitMs: 5000,
  flushWaitMs: 500,
  endWaitMs: 15_000,
  window: { reports: 5000, bytes: 8 * MiB },
  segmentBytes: 8 * MiB,
  wire: { bytes: 512 * MiB, ageMs: 14 * 24 * 3600 * 1000 },
}
