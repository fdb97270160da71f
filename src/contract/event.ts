import { z } from 'zod'
import { bodyMembers } from '../core/body-text.ts'
import type { Recorded } from '../core/event.ts'
import type { EventJson as Json } from './recorded.ts'
import { iso, Time } from './session.ts'

export { recordedOf } from './recorded.ts'

/**
 * An event on the wire: the recorded one with its time as ISO 8601. The fields beside these four
 * depend on `type`; docs/events.md lists them.
 */
export const EventJson = z
  .looseObject({
    seq: z.number(),
    sessionId: z.string(),
    version: z.number(),
    at: Time,
    type: z.string(),
  })
  .meta({ id: 'Event' })
export type EventJson = Json

export function eventJson(event: Recorded): EventJson {
  const { seq, sessionId, at, type, ...rest } = event
  return { seq, sessionId, at: iso(at), type, ...rest } as EventJson
}

/** `eventJson` as text. */
export function eventText(event: Recorded): string {
  const { seq, sessionId, version, at } = event
  const session = JSON.stringify(sessionId)
  return `{"seq":${seq},"sessionId":${session},"version":${version},"at":"${iso(at)}",${bodyMembers(event)}}`
}
