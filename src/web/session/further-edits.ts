import { recordedOf, type EventJson } from '../../contract/recorded.ts'
import type { Recorded } from '../../core/event.ts'
import type { Item } from '../../core/item.ts'
import { transcript, type Entry } from '../../core/transcript.ts'
import { get } from '../feed/api.ts'

type Page = { events: EventJson[]; more: boolean }
type Edit = Recorded & { type: 'item.set'; item: Item & { kind: 'tool' } }

/**
 * Reads back from an event to the newest edit of a file before it; resolves with all edits on the way.
 * Rejects where the server cannot be reached.
 */
export async function furtherEdits(
  session: string,
  path: string,
  from: number,
): Promise<readonly Entry[]> {
  const found: Recorded[] = []
  let before = from
  for (let more = true; more;) {
    const read = await get<Page>(`sessions/${session}/events?before=${before}&limit=1000`)
    const edits = read.events.map(recordedOf).filter(isEdit)
    found.unshift(...edits)
    before = read.events[0]?.seq ?? 0
    more = read.more && !edits.some(({ item }) => item.changes?.some((one) => one.path === path))
  }
  const edits = transcript()
  edits.apply(found)
  return edits.entries
}

function isEdit(event: Recorded): event is Edit {
  return event.type === 'item.set' && event.item.kind === 'tool' && event.item.changes !== undefined
}
