import type { AgentError, Outcome } from '../../core/report.ts'
import { asNumber, asObject, asText, clipped, type Wire } from '../telling/wire.ts'

/** The protocol's own code for "log in first". */
export const authRequired = -32000

const words: [AgentError['kind'], RegExp][] = [
  ['rate-limit', /rate.?limit|too many requests|\b429\b/i],
  ['overloaded', /overload|temporarily unavailable|\b(503|529)\b/i],
  ['auth', /unauthori[sz]ed|authenticat|log ?in|api.?key|\b(401|403)\b/i],
  ['limit', /quota|credit|budget|billing|context (window|length)|prompt is too long/i],
  ['bad-request', /bad request|invalid.?(request|param|argument)|\b400\b/i],
]

/** What went wrong, from a JSON-RPC error object: by its code, else by the words that agents use for it. */
export function agentError(value: unknown): AgentError {
  const error = asObject(value) ?? {}
  const message = messageOf(error)
  return { kind: kindOf(error, message), message }
}

function kindOf(error: Wire, message: string): AgentError['kind'] {
  const code = asNumber(error.code)
  if (code === authRequired) return 'auth'
  const details = error.data === undefined ? '' : clipped(JSON.stringify(error.data))
  const found = words.find(([, pattern]) => pattern.test(message) || pattern.test(details))
  if (found) return found[0]
  return code === -32600 || code === -32602 ? 'bad-request' : 'other'
}

/** "Internal error" alone helps nobody: agents put the reason into `data`. */
function messageOf(error: Wire): string {
  const message = asText(error.message) ?? 'The agent told an error without a message.'
  const data = asObject(error.data)
  const details = asText(error.data) ?? asText(data?.message) ?? asText(data?.details)
  return details === undefined || message.includes(details) ? message : `${message}: ${details}`
}

/** How a turn ended, by the agent's word for why it stopped; null: a word that we do not know. */
export function outcomeOfStop(reason: unknown): { outcome: Outcome; error?: AgentError } | null {
  switch (reason) {
    case 'end_turn':
      return { outcome: 'completed' }
    case 'cancelled':
      return { outcome: 'interrupted' }
    case 'refusal':
      return failed('refused', 'The model refused to go on.')
    case 'max_tokens':
      return failed('limit', 'The answer was cut off: it reached the limit of tokens.')
    case 'max_turn_requests':
      return failed('limit', 'The turn was cut off: it reached the limit of requests.')
    default:
      return null
  }
}

function failed(
  kind: AgentError['kind'],
  message: string,
): { outcome: Outcome; error: AgentError } {
  return { outcome: 'failed', error: { kind, message } }
}
