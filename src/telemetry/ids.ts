import { createHash } from 'node:crypto'

/** Where a span hangs: its trace (32 hex digits) and itself (16). */
export type Place = { trace: string; span: string }

/**
 * Ids are worked out from what they stand for, never drawn: a server that takes over in the middle of a
 * turn goes on with the same trace, and its spans hang where the first one's would have.
 */
export function placeOf(session: string, turn: string, trace?: string): Place {
  return { trace: trace ?? hex(32, 'trace', session, turn), span: hex(16, 'turn', session, turn) }
}

export function callSpan(session: string, item: string): string {
  return hex(16, 'call', session, item)
}

function hex(digits: number, ...parts: string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, digits)
}
