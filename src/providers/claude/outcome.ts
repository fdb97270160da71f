import type { AgentError, Outcome } from '../../core/report.ts'
import { noTotals, usageSince, type ToldUsage } from '../../core/usage.ts'
import { asNumber, asObject, asText, type Wire } from '../telling/wire.ts'

/** How a turn ended, from its `result` message. An error can come under the name of a success. */
export function outcomeOf(
  result: Wire,
  asked: boolean,
  said: string | undefined,
): { outcome: Outcome; error?: AgentError } {
  const reason = asText(result.terminal_reason) ?? ''
  if (result.is_error !== true && result.subtype === 'success') return { outcome: 'completed' }
  if (reason.startsWith('aborted')) return { outcome: 'interrupted' }
  const listed = Array.isArray(result.errors)
    ? result.errors.filter((one) => typeof one === 'string')
    : []
  const message = asText(result.result) ?? listed.at(-1) ?? ''
  if (asked && result.subtype === 'error_during_execution') return { outcome: 'interrupted' }
  switch (result.subtype) {
    case 'error_max_turns':
      return failed('limit', 'The turn was cut off: it reached the limit of model requests.')
    case 'error_max_budget_usd':
      return failed('limit', 'The turn was cut off: it reached the limit of its budget.')
    default:
      return failed(
        errorKind(asNumber(result.api_error_status), said, message),
        message === '' ? 'Claude Code ended the turn with an error and told no reason.' : message,
      )
  }
}

function failed(
  kind: AgentError['kind'],
  message: string,
): { outcome: Outcome; error: AgentError } {
  return { outcome: 'failed', error: { kind, message } }
}

/** By the status of the API's answer, else by Claude Code's own word, else by what the message says. */
export function errorKind(
  status: number | undefined,
  said: string | undefined,
  message: string,
): AgentError['kind'] {
  if (status === 401 || status === 403 || said === 'authentication_failed') return 'auth'
  if (said === 'billing_error' || said === 'oauth_org_not_allowed') return 'auth'
  if (status === 429 || said === 'rate_limit') return 'rate-limit'
  if (status === 529 || status === 503 || said === 'overloaded') return 'overloaded'
  if (said === 'max_output_tokens' || /prompt is too long|usage limit/i.test(message))
    return 'limit'
  if (said === 'model_refusal' || said === 'refusal') return 'refused'
  if (/not logged in|\/login|invalid api key/i.test(message)) return 'auth'
  return status === 400 || said === 'invalid_request' ? 'bad-request' : 'other'
}

/** Tokens as the API counts them. */
export function tokensOf(usage: unknown): ToldUsage {
  const told = asObject(usage) ?? {}
  return {
    inputTokens: asNumber(told.input_tokens) ?? 0,
    outputTokens: asNumber(told.output_tokens) ?? 0,
    cacheReadTokens: asNumber(told.cache_read_input_tokens) ?? 0,
    cacheWriteTokens: asNumber(told.cache_creation_input_tokens) ?? 0,
  }
}

/** What all models of a session counted, from the `modelUsage` of a result. */
export function modelTokens(modelUsage: unknown): ToldUsage {
  const models = Object.values<unknown>(asObject(modelUsage) ?? {}).map(
    (one) => asObject(one) ?? {},
  )
  const sum = (key: string): number =>
    models.reduce((total, model) => total + (asNumber(model[key]) ?? 0), 0)
  return {
    inputTokens: sum('inputTokens'),
    outputTokens: sum('outputTokens'),
    cacheReadTokens: sum('cacheReadInputTokens'),
    cacheWriteTokens: sum('cacheCreationInputTokens'),
  }
}

/** What came to `before`; nothing where that is not known. */
export function grownBy(before: ToldUsage | null, now: ToldUsage): ToldUsage {
  return before === null ? {} : usageSince({ ...noTotals, ...before }, now).used
}

export function sumOf(all: readonly ToldUsage[]): ToldUsage {
  const sum = (key: keyof ToldUsage): number =>
    all.reduce((total, one) => total + (one[key] ?? 0), 0)
  return {
    inputTokens: sum('inputTokens'),
    outputTokens: sum('outputTokens'),
    cacheReadTokens: sum('cacheReadTokens'),
    cacheWriteTokens: sum('cacheWriteTokens'),
  }
}

export function isNothing(usage: ToldUsage): boolean {
  return Object.values(usage).every((count) => count === 0)
}

/** Tokens that a model request read and wrote: what the context holds after it. */
export function contextOf(usage: unknown): number {
  const {
    inputTokens = 0,
    outputTokens = 0,
    cacheReadTokens = 0,
    cacheWriteTokens = 0,
  } = tokensOf(usage)
  return inputTokens + outputTokens + cacheReadTokens + cacheWriteTokens
}
