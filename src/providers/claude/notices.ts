import type { ItemNames } from '../telling/names.ts'
import { about, type Tell } from '../telling/tell.ts'
import { asNumber, asObject, asText, type Wire } from '../telling/wire.ts'

export type Said = { level: 'info' | 'warning' | 'error'; text: string }

/** Says one line to the person, in the session of the agent itself or in that of one subagent. */
export type Notice = (level: Said['level'], text: string, key?: string) => void

export function notices(names: ItemNames, tell: Tell): Notice {
  return (level, text, key) => {
    const item = { id: names.next(), settled: true, kind: 'notice' as const, level, text }
    tell(about(key, { type: 'item.set', item }))
  }
}

/** What a message says to the person; null: nothing. Undefined: a message that we do not know. */
export function saidBy(message: Wire): Said | null | undefined {
  if (message.type !== 'system') return saidOutside(message)
  switch (message.subtype) {
    case 'informational':
      return said(message.level === 'warning' ? 'warning' : 'info', asText(message.content))
    case 'notification':
      return said('info', asText(message.text))
    case 'local_command_output':
      return said('info', asText(message.content))
    case 'model_refusal_fallback':
    case 'model_refusal_no_fallback':
      return said('warning', asText(message.content) ?? 'The model refused to answer.')
    case 'session_writes_lost':
      return said(
        'error',
        'Claude Code could not write its own transcript (the disk is full): it may not be able to resume this session.',
      )
    case 'permission_denied':
      return said('warning', deniedText(message))
    case 'hook_response':
      return message.outcome === 'error'
        ? said('warning', `The hook ${asText(message.hook_name) ?? ''} failed.`)
        : null
    // Progress that is shown otherwise, and housekeeping.
    case 'hook_started':
    case 'hook_progress':
    case 'task_progress':
    case 'background_tasks_changed':
    case 'thinking_tokens':
    case 'files_persisted':
    case 'memory_recall':
    case 'plugin_install':
    case 'elicitation_complete':
    case 'control_request_progress':
    case 'worker_shutting_down':
    case 'mirror_error':
      return null
    default:
      return undefined
  }
}

function saidOutside(message: Wire): Said | null | undefined {
  switch (message.type) {
    case 'rate_limit_event':
      return rateLimit(asObject(message.rate_limit_info) ?? {})
    case 'auth_status':
      return said('error', asText(message.error))
    case 'conversation_reset':
      return said(
        'info',
        'The conversation was cleared: Claude Code remembers nothing before this.',
      )
    case 'command_lifecycle':
    case 'tool_progress':
    case 'tool_use_summary':
    case 'prompt_suggestion':
    case 'keep_alive':
      return null
    default:
      return undefined
  }
}

function said(level: Said['level'], text: string | undefined): Said | null {
  return text === undefined || text.trim() === '' ? null : { level, text: text.trim() }
}

function deniedText(message: Wire): string {
  const tool = asText(message.tool_name) ?? 'A call'
  const why = asText(message.decision_reason) ?? asText(message.message)
  return `${tool} was denied by Claude Code's own rules${why === undefined ? '.' : `: ${why}`}`
}

function rateLimit(info: Wire): Said | null {
  if (info.status !== 'allowed_warning' && info.status !== 'rejected') return null
  const resets = asNumber(info.resetsAt)
  const at = new Date((resets ?? NaN) * 1000)
  const when = Number.isNaN(at.getTime())
    ? ''
    : `; it resets at ${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`
  const used = asNumber(info.utilization)
  const kind = (asText(info.rateLimitType) ?? 'usage')
    .replace(/^(five|seven)_/, '$1-')
    .replaceAll('_', ' ')
  if (info.status === 'rejected')
    return info.isUsingOverage === true
      ? said(
          'warning',
          `The ${kind} limit is reached: what is used now is charged as extra${when}.`,
        )
      : said('error', `The ${kind} limit is reached${when}.`)
  return said(
    'warning',
    `The ${kind} limit is near${used === undefined ? '' : ` (${Math.round(used * 100)} % used)`}${when}.`,
  )
}

/** A request to the model that failed and is tried again. */
export function retryText(message: Wire): string {
  const status = asNumber(message.error_status)
  const kind = asText(message.error)?.replaceAll('_', ' ')
  const what =
    status === undefined
      ? `The model could not be reached${kind === undefined ? '' : ` (${kind})`}`
      : `The model's API answered ${status}${kind === undefined ? '' : ` (${kind})`}`
  const seconds = Math.max(1, Math.round((asNumber(message.retry_delay_ms) ?? 0) / 1000))
  const times = `attempt ${asNumber(message.attempt) ?? '?'} of ${asNumber(message.max_retries) ?? '?'}`
  return `${what}: ${times}, the next in ${seconds} s. Interrupt to stop trying.`
}
