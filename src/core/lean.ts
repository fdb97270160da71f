import { clauseRange, clauseReads, clauseSource, clipped } from './clause.ts'
import type { Recorded } from './event.ts'
import type { Item } from './item.ts'

/** The longest text that a lean event carries, in characters. */
export const leanText = clauseReads

/**
 * The event with long texts cut, for lists of many sessions. What `evolve` makes of it is the same:
 * it reads only the beginning of texts (`lean.test.ts` proves it for every event). Prompts and asks
 * stay whole, because lists show them.
 */
export function lean(event: Recorded): Recorded {
  switch (event.type) {
    case 'item.set':
      return { ...event, item: leanItem(event.item) }
    case 'item.grew':
      return { ...event, text: event.offset < clauseReads ? clauseRange(event.text) : '' }
    case 'wire.unknown':
      return { ...event, wire: clipped(event.wire, leanText) }
    case 'agent.ready': {
      const { tools: _tools, ...rest } = event
      return rest
    }
    case 'turn.ended':
      return event.output === undefined ? event : { ...event, output: clauseSource(event.output) }
    case 'session.created':
    case 'child.identified':
    case 'session.renamed':
    case 'session.configured':
    case 'switch.asked':
    case 'switch.refused':
    case 'session.closed':
    case 'prompt.queued':
    case 'prompt.edited':
    case 'prompt.dropped':
    case 'prompt.sent':
    case 'prompt.steered':
    case 'prompt.refused':
    case 'queue.released':
    case 'agent.requested':
    case 'agent.started':
    case 'agent.changed':
    case 'agent.exited':
    case 'turn.started':
    case 'interrupt.asked':
    case 'stop.asked':
    case 'ask.opened':
    case 'ask.answered':
    case 'rule.added':
    case 'context.measured':
    case 'signal.lost':
    case 'signal.found':
    case 'gap.found':
    case 'seen.marked':
      return event
    default:
      return newer(event)
  }
}

/** An event that this version does not know goes as it is. */
function newer(event: never): Recorded {
  return event
}

/** What is long stays long: only a short beginning is waited to go on. */
function leanMessage(text: string): string {
  return text.length < clauseReads ? text : clauseSource(text).padEnd(clauseReads)
}

function leanItem(item: Item): Item {
  switch (item.kind) {
    case 'message':
      return { ...item, text: leanMessage(item.text) }
    case 'thought':
      return { ...item, text: clauseSource(item.text) }
    case 'tool': {
      const { input: _input, output: _output, diffs: _diffs, ...rest } = item
      return { ...rest, title: clauseSource(rest.title) }
    }
    case 'plan': {
      const entries = item.entries.map((entry) => ({ ...entry, text: clauseSource(entry.text) }))
      return { ...item, entries }
    }
    case 'notice':
      return { ...item, text: clauseSource(item.text) }
    case 'compaction': {
      const { summary: _summary, ...rest } = item
      return rest
    }
  }
}
