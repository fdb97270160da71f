import type { Journaled } from '../core/report.ts'
import type { FromRunner, SentOrder, ToRunner } from './link.ts'

/**
 * Which lines are frames. Only what both sides rely on before they look closer is checked: a report's
 * own kind may be one that this version does not know, and is then for its reader to keep.
 */
export function isFromRunner(value: unknown): value is FromRunner {
  if (!isRecord(value)) return false
  switch (value.type) {
    case 'hello':
      return (
        ['runner', 'instance', 'version'].every((key) => typeof value[key] === 'string') &&
        isCount(value.pid) &&
        isCount(value.startedAt) &&
        isRecord(value.protocol) &&
        isCount(value.protocol.oldest) &&
        isCount(value.protocol.current) &&
        isRecord(value.journal) &&
        typeof value.journal.id === 'string' &&
        isCount(value.journal.first) &&
        isCount(value.journal.last) &&
        isListOf(value.live, (one) => isNamed(one, ['session', 'run']))
      )
    case 'reports':
      return isListOf(value.reports, isJournaled)
    case 'deltas':
      return isListOf(value.deltas, (delta) => isNamed(delta, ['session', 'id', 'text']))
    case 'heartbeat':
      return isCount(value.agents) && (value.unsaved === null || isRecord(value.unsaved))
    default:
      return false
  }
}

export function isToRunner(value: unknown): value is ToRunner {
  if (!isRecord(value)) return false
  switch (value.type) {
    case 'welcome':
      return isCount(value.protocol) && typeof value.server === 'string' && isCount(value.after)
    case 'unwelcome':
      return typeof value.reason === 'string'
    case 'ack':
      return isCount(value.seq) && isCount(value.durable)
    case 'orders':
      return isListOf(value.orders, isSentOrder)
    case 'shutdown':
      return true
    default:
      return false
  }
}

export function isJournaled(value: unknown): value is Journaled {
  return (
    isNamed(value, ['session']) &&
    isCount(value.seq) &&
    typeof value.at === 'number' &&
    (value.child === undefined || typeof value.child === 'string') &&
    isNamed(value.report, ['type'])
  )
}

function isSentOrder(value: unknown): value is SentOrder {
  if (!isNamed(value, ['id']) || !isNamed(value.order, ['session', 'run', 'type'])) return false
  const { launch } = value
  if (launch === undefined) return true
  return (
    isNamed(launch, ['provider']) &&
    isListOf(launch.command, (part) => typeof part === 'string') &&
    isRecord(launch.env) &&
    Object.values(launch.env).every((entry) => typeof entry === 'string')
  )
}

function isNamed(value: unknown, keys: string[]): value is Record<string, unknown> {
  return isRecord(value) && keys.every((key) => typeof value[key] === 'string')
}

function isListOf(value: unknown, is: (one: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(is)
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
