import type { Recorded } from './event.ts'

/** The longest text that a lean event carries, in characters. */
export const leanText = 240

/**
 * The event with long texts cut, for lists of many sessions. What `evolve` makes of it is the same:
 * it reads only the beginning of texts (`lean.test.ts` proves it for every event).
 */
export function lean(event: Recorded): Recorded {
  switch (event.type) {
    case 'item.set': {
      const { item } = event
      if (item.kind === 'message' || item.kind === 'thought')
        return { ...event, item: { ...item, text: cut(item.text) } }
      if (item.kind !== 'tool') return event
      const { input: _input, output: _output, diffs: _diffs, ...rest } = item
      return { ...event, item: { ...rest, title: cut(rest.title) } }
    }
    case 'item.grew':
      return { ...event, text: '' }
    case 'wire.unknown':
      return { ...event, wire: cut(event.wire) }
    case 'turn.ended':
      return event.output === undefined ? event : { ...event, output: cut(event.output) }
    default:
      return event
  }
}

function cut(text: string): string {
  return text.length <= leanText ? text : text.slice(0, leanText)
}
