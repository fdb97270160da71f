import type { Recorded } from './event.ts'

const texts = new WeakMap<Recorded, string>()

/**
 * What an event says beside its place in the log (`seq`, `sessionId`, `version`, `at`), as JSON that begins with its
 * type. Made once for each: the store and the feed both want it.
 */
export function bodyText(event: Recorded): string {
  const known = texts.get(event)
  if (known !== undefined) return known
  const { seq: _, sessionId: _id, version: _version, at: _at, ...body } = event
  const text = JSON.stringify(body)
  texts.set(event, text)
  return text
}
