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

/**
 * What was used since `before`. A total below the one before means that the agent lost its count
 * and began again at zero (Claude Code after kill -9, measured): then all of it is new.
 */
export function usageSince(before: Totals, told: ToldUsage): { used: ToldUsage; totals: Totals } {
  const used: ToldUsage = {}
  const totals = { ...before }
  for (const key of Object.keys(noTotals) as (keyof Totals)[]) {
    const now = told[key]
    if (now === undefined) continue
    used[key] = now >= before[key] ? now - before[key] : now
    totals[key] = now
  }
  return { used, totals }
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
