import type { Recorded } from '../core/event.ts'

/** An event as it is on the wire: the recorded one with its time as ISO 8601. */
export type EventJson = Omit<Recorded, 'at'> & { at: string }

/** The event as `evolve` takes it. Apart from the schemas, so that a browser need not carry them. */
export function recordedOf(json: EventJson): Recorded {
  return { ...json, at: Date.parse(json.at) } as Recorded
}
