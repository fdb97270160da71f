import type { Recorded } from './event.ts'
import type { Item } from './item.ts'

const texts = new WeakMap<Recorded, string>()
const items = new WeakMap<Item, string>()

/** Keeps the JSON as which an item came: to make it once more costs as much as to save it. */
export function keepItemText(item: Item, json: string): void {
  items.set(item, json)
}

/**
 * What an event says beside its place in the log (`seq`, `sessionId`, `version`, `at`), as JSON that begins with its
 * type. Made once for each: the store and the feed both want it.
 */
export function bodyText(event: Recorded): string {
  const known = texts.get(event)
  if (known !== undefined) return known
  const text = made(event)
  texts.set(event, text)
  return text
}

function made(event: Recorded): string {
  const came = event.type === 'item.set' ? items.get(event.item) : undefined
  if (came !== undefined) return `{"type":"item.set","item":${came}}`
  const { seq: _, sessionId: _id, version: _version, at: _at, ...body } = event
  return JSON.stringify(body)
}
