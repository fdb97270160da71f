import { z } from 'zod'
import { EventJson } from '../../contract/event.ts'
import { path, type Client } from '../client.ts'

const Page = z.object({ events: z.array(z.custom<EventJson>(isEvent)), more: z.boolean() })

function isEvent(value: unknown): value is EventJson {
  return EventJson.safeParse(value).success
}

/** A session's events after a seq, a page at a time: the next is asked for when this one is printed. */
export async function* pagesAfter(
  client: Client,
  session: string,
  after: number,
): AsyncGenerator<readonly EventJson[]> {
  for (let last = after; ;) {
    const route = `${path('sessions', session, 'events')}?after=${last}&limit=1000`
    const { events, more } = await client.get(route, Page)
    if (events.length > 0) yield events
    last = events.at(-1)?.seq ?? last
    if (!more || events.length === 0) return
  }
}
