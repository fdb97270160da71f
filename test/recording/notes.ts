type Wire = Record<string, unknown>

const asObject = (value: unknown): Wire | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : undefined

/**
 * One line that passed between us and Claude Code as a golden case holds it: messages as they are, and what
 * was asked and answered beside them as notes (`_harness`). Null: it says nothing to a translator.
 */
export function noteOf(direction: 'in' | 'out', line: string): Wire | null {
  const message = asObject(JSON.parse(line))
  if (!message) return null
  const request = asObject(message.request)
  if (direction === 'in') {
    if (message.type === 'control_request' && request?.subtype === 'can_use_tool') {
      const { tool_name: tool, input, tool_use_id: toolUseID, agent_id: agentID } = request
      return { _harness: 'canUseTool', tool, input, opts: { toolUseID, agentID } }
    }
    return /^(control_|keep_alive)/.test(String(message.type)) ? null : message
  }
  if (message.type === 'user') return { _harness: 'push', m: message }
  if (message.type === 'control_request')
    return request?.subtype === 'interrupt' ? { _harness: 'interrupt' } : null
  const answer = asObject(asObject(message.response)?.response)
  const { behavior, message: reason, updatedInput } = answer ?? {}
  if (message.type !== 'control_response' || behavior === undefined) return null
  return {
    _harness: 'canUseTool-answer',
    behavior,
    ...(reason !== undefined && { message: reason }),
    ...(updatedInput !== undefined && { updatedInput }),
  }
}
