import type { Recorded, SessionEvent } from './event.ts'
import type { Item } from './item.ts'
import type { Report } from './report.ts'

/**
 * Where a report of an item, and the event that is made of it, have the JSON as which that item came. It is no part of
 * the item, which others copy and keep.
 */
const came = Symbol('the JSON as which its item came')
type Came = { [came]?: { item: Item; json: string } }

/** Keeps the JSON as which an item came: to make it once more costs as much as to save it. */
export function keepItemText(report: Report & { type: 'item.set' } & Came, json: string): void {
  report[came] = { item: report.item, json }
}

/**
 * What an event says beside its place in the log (`seq`, `sessionId`, `version`, `at`): the members of its JSON, the
 * type first, without the braces.
 */
export function bodyMembers(event: Recorded): string {
  const known = event.type === 'item.set' ? textOf(event) : undefined
  if (known !== undefined) return `"type":"item.set","item":${known}`
  const { seq: _, sessionId: _id, version: _version, at: _at, ...body } = event
  return JSON.stringify(body).slice(1, -1)
}

/** An event with another item has the JSON of the one that it was made of with it: that is not its own. */
function textOf(event: SessionEvent & { type: 'item.set' } & Came): string | undefined {
  const text = event[came]
  return text?.item === event.item ? text.json : undefined
}
