/** What a turn, a session or a tree used. Tokens are counts; `costUsd` is null while nobody told a price. */
export type Usage = {
  costUsd: number | null
  /** `agent`: told by the agent; `computed`: from tokens and a price list; null: unknown. */
  costSource: 'agent' | 'computed' | null
  inputTokens: number
  outputTokens: number
  cacheReadTokens: number
  cacheWriteTokens: number
}

export const noUsage: Usage = {
  costUsd: null,
  costSource: null,
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
}

export function addUsage(a: Usage, b: Usage): Usage {
  return {
    costUsd: a.costUsd === null ? b.costUsd : a.costUsd + (b.costUsd ?? 0),
    costSource: a.costSource ?? b.costSource,
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    cacheReadTokens: a.cacheReadTokens + b.cacheReadTokens,
    cacheWriteTokens: a.cacheWriteTokens + b.cacheWriteTokens,
  }
}

/** A turn's usage as an agent tells it. A `cumulative` one counts from the start of the agent's session. */
export type ToldUsage = {
  costUsd?: number
  inputTokens?: number
  outputTokens?: number
  cacheReadTokens?: number
  cacheWriteTokens?: number
}

/** Totals last told by a cumulative agent; the next turn's usage is the difference. */
export type Totals = Required<ToldUsage>

export const noTotals: Totals = {
  costUsd: 0,
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
}

/** Totals are sums of fractions: less than this below the last one is not a loss. */
const dust = 1e-9

/**
 * What was used since `before`. Any total below the one before means that the agent lost its count
 * and began again at zero (measured after a kill -9): then all of it is new.
 */
export function usageSince(before: Totals, told: ToldUsage): { used: ToldUsage; totals: Totals } {
  const keys = (Object.keys(noTotals) as (keyof Totals)[]).filter((key) => told[key] !== undefined)
  const lost = keys.some((key) => (told[key] ?? 0) < before[key] - dust)
  const base = lost ? noTotals : before
  const used: ToldUsage = {}
  const totals = { ...base }
  for (const key of keys) {
    const now = told[key] ?? 0
    used[key] = Math.max(0, now - base[key])
    totals[key] = now
  }
  return { used, totals }
}

/**
 * One turn's usage of what an agent told at its end: `cumulative` makes all of it a total, and
 * `totalCostUsd` is the total of the cost alone. The totals are those for the next turn.
 */
export function turnUsage(
  before: Totals,
  told: { usage?: ToldUsage; cumulative?: boolean; totalCostUsd?: number },
): { usage: Usage; totals: Totals } {
  const { usage = {}, cumulative = false, totalCostUsd } = told
  const total = {
    ...(cumulative && usage),
    ...(totalCostUsd !== undefined && { costUsd: totalCostUsd }),
  }
  const { used, totals } = usageSince(before, total)
  return { usage: usageOf(cumulative ? used : { ...usage, ...used }), totals }
}

export function usageOf(told: ToldUsage): Usage {
  return {
    costUsd: told.costUsd ?? null,
    costSource: told.costUsd === undefined ? null : 'agent',
    inputTokens: told.inputTokens ?? 0,
    outputTokens: told.outputTokens ?? 0,
    cacheReadTokens: told.cacheReadTokens ?? 0,
    cacheWriteTokens: told.cacheWriteTokens ?? 0,
  }
}
