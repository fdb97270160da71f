import type { ToldUsage } from '../../core/usage.ts'
import { asNumber, asObject, asText, type Wire } from '../telling/wire.ts'
import { tokensOf } from './outcome.ts'

export type RequestUsage = {
  /** An answer of the model was told whole. */
  answered(id: string, usage: unknown): void
  /** A fragment of an answer. What its request used so far, where the fragment tells of it. */
  streamed(event: Wire): ToldUsage | null
  /** All requests together. */
  sum(): ToldUsage
}

/** What the requests of one turn used, as far as it was seen. */
export function requestUsage(): RequestUsage {
  const seen = new Map<string, ToldUsage>()
  return {
    answered: (id, usage) => void seen.set(id, tokensOf(usage)),
    streamed(event) {
      if (event.type !== 'message_start' && event.type !== 'message_delta') return null
      const begun = event.type === 'message_start' ? asObject(event.message) : undefined
      const id = asText(begun?.id) ?? [...seen.keys()].at(-1)
      if (id === undefined) return null
      const usage = { ...tokensOf(begun?.usage ?? {}), ...seen.get(id), ...written(event) }
      seen.set(id, usage)
      return usage
    },
    sum: () => seen.values().reduce(added, tokensOf({})),
  }
}

/** The final count of what was written comes with the end of an answer; all else was told at its start. */
function written(event: Wire): ToldUsage {
  const tokens = asNumber(asObject(event.usage)?.output_tokens)
  return tokens === undefined ? {} : { outputTokens: tokens }
}

function added(a: ToldUsage, b: ToldUsage): ToldUsage {
  return {
    inputTokens: (a.inputTokens ?? 0) + (b.inputTokens ?? 0),
    outputTokens: (a.outputTokens ?? 0) + (b.outputTokens ?? 0),
    cacheReadTokens: (a.cacheReadTokens ?? 0) + (b.cacheReadTokens ?? 0),
    cacheWriteTokens: (a.cacheWriteTokens ?? 0) + (b.cacheWriteTokens ?? 0),
  }
}
