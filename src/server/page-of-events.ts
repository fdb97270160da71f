import { eventJson, type EventJson } from '../contract/event.ts'
import type { Recorded } from '../core/event.ts'

/** How much text one page of events holds at most, in characters of JSON; one event may be more. */
export const pageText = 4 * 1024 * 1024

/** What a page was asked for: the events nearest to a seq, in a direction. */
export type Asked = { after: number } | { before: number } | { around: number }

/**
 * At most `limit` of the events, those nearest to what was asked for, with a bounded sum of text; at
 * least one. `cut`: some of those given were left out. Give one more than `limit` to learn of more.
 */
export function boundedPage(
  events: readonly Recorded[],
  asked: Asked,
  limit: number,
): { events: EventJson[]; cut: boolean } {
  const near = nearestFirst(events, asked)
  const taken: EventJson[] = []
  let text = 0
  for (const event of near) {
    const json = eventJson(event)
    text += JSON.stringify(json).length
    if (taken.length >= limit || (taken.length > 0 && text > pageText)) break
    taken.push(json)
  }
  return { events: taken.sort((a, b) => a.seq - b.seq), cut: taken.length < events.length }
}

function nearestFirst(events: readonly Recorded[], asked: Asked): Recorded[] {
  if ('after' in asked) return [...events]
  if ('before' in asked) return events.toReversed()
  const far = (event: Recorded) => Math.abs(event.seq - asked.around)
  return events.toSorted((a, b) => far(a) - far(b))
}
