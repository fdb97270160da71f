import type { Recorded } from './event.ts'
import type { Item } from './item.ts'

/** Where an item has the JSON as which it came, and which item that was. A `WeakMap` costs ten times as much. */
const came = Symbol('the JSON as which it came')
type Came = { [came]?: { item: Item; json: string } }

/** Keeps the JSON as which an item came: to make it once more costs as much as to save it. */
export function keepItemText(item: Item & Came, json: string): void {
  item[came] = { item, json }
}

/**
 * What an event says beside its place in the log (`seq`, `sessionId`, `version`, `at`): the members of its JSON, the
 * type first, without the braces.
 */
export function bodyMembers(event: Recorded): string {
  const known = event.type === 'item.set' ? textOf(event.item) : undefined
  if (known !== undefined) return `"type":"item.set","item":${known}`
  const { seq: _, sessionId: _id, version: _version, at: _at, ...body } = event
  return JSON.stringify(body).slice(1, -1)
}

/** A changed copy has the JSON of what it was made of with it: that is not its own. */
function textOf(item: Item & Came): string | undefined {
  const text = item[came]
  return text?.item === item ? text.json : undefined
}
