import { z } from 'zod'
import { EventJson } from '../../contract/event.ts'
import { path, type Client } from '../client.ts'
import type { Gap } from '../feed.ts'

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

/** Brings a gap, a page at a time, and at the end says that it is whole. */
export async function filled(
  client: Client,
  gap: Gap,
  take: (events: readonly EventJson[], whole: boolean) => void,
): Promise<void> {
  for await (const events of pagesAfter(client, gap.session, gap.after)) {
    take(events, false)
    if ((events.at(-1)?.seq ?? 0) >= gap.until) break
  }
  take([], true)
}
