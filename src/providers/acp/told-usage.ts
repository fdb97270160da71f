import type { ToldUsage } from '../../core/usage.ts'
import { asNumber, asObject, type Wire } from '../telling/wire.ts'

/**
 * The tokens of one turn. The protocol's words leave open whether they count from the session's start;
 * every agent measured counts them for the turn.
 */
export function usageOfTurn(response: Wire): ToldUsage | undefined {
  const usage = asObject(response.usage)
  if (usage)
    return tokens(usage, 'inputTokens', 'outputTokens', 'cachedReadTokens', 'cachedWriteTokens')
  // Gemini tells them beside the protocol.
  const count = asObject(asObject(asObject(response._meta)?.quota)?.token_count)
  return count && tokens(count, 'input_tokens', 'output_tokens')
}

function tokens(
  from: Wire,
  input: string,
  output: string,
  cacheRead?: string,
  cacheWrite?: string,
): ToldUsage {
  const told: ToldUsage = {}
  const inputTokens = asNumber(from[input])
  const outputTokens = asNumber(from[output])
  const cacheReadTokens = cacheRead === undefined ? undefined : asNumber(from[cacheRead])
  const cacheWriteTokens = cacheWrite === undefined ? undefined : asNumber(from[cacheWrite])
  if (inputTokens !== undefined) told.inputTokens = inputTokens
  if (outputTokens !== undefined) told.outputTokens = outputTokens
  if (cacheReadTokens !== undefined) told.cacheReadTokens = cacheReadTokens
  if (cacheWriteTokens !== undefined) told.cacheWriteTokens = cacheWriteTokens
  return told
}
