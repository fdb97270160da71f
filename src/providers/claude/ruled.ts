import { asObject, asObjects, type Wire } from '../telling/wire.ts'

/**
 * What the person's own rules or hooks settled before anybody was asked, from the message that brings the
 * result of a call; null: nothing of that kind.
 */
export function ruled(message: Wire, call: string): string | null {
  const about = asObjects(message.tool_result_meta).find(({ id }) => id === call)
  const decision = asObject(about?.permission_decision)
  const reason = decision?.reason_type
  const how = decision?.decision === 'accept' ? 'Allowed' : 'Denied'
  if (reason === 'rule') return `${how} by your own Claude Code rules`
  return reason === 'hook' || decision?.source === 'hook' ? `${how} by your own hook` : null
}
