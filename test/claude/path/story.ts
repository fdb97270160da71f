import type { Answer } from '../../../src/core/ask.ts'
import type { Recorded } from '../../../src/core/event.ts'
import { evolve } from '../../../src/core/evolve.ts'
import type { Item } from '../../../src/core/item.ts'
import type { Outcome } from '../../../src/core/report.ts'
import type { Session, State } from '../../../src/core/session.ts'
import { transcript, type Entry } from '../../../src/core/transcript.ts'

/** What was recorded of one session, as a test writes it down. */
export type Story = {
  /** The title of the session that it hangs under; null: it is a root. */
  under: string | null
  /** Its own states, each as it came. */
  states: State[]
  /** Its transcript, a line an entry. */
  lines: string[]
  outcome: Outcome | null
  /** Tokens read and written, and read from and written into the cache. */
  tokens: [number, number, number, number]
}

/** Tells a session from its events. `plain` takes out of a text what differs from run to run. */
export function storyOf(
  events: readonly Recorded[],
  under: string | null,
  plain: (text: string) => string,
): Story {
  let session: Session | undefined
  const states: State[] = []
  for (const event of events) {
    session = evolve(session, event)
    if (states.at(-1) !== session.state) states.push(session.state)
  }
  const read = transcript()
  read.apply(events)
  const { lastOutcome, usage } = session ?? {}
  return {
    under,
    states,
    lines: read.entries.map((entry) => plain(lineOf(entry))),
    outcome: lastOutcome ?? null,
    tokens: [
      usage?.inputTokens ?? 0,
      usage?.outputTokens ?? 0,
      usage?.cacheReadTokens ?? 0,
      usage?.cacheWriteTokens ?? 0,
    ],
  }
}

function lineOf(entry: Entry): string {
  switch (entry.kind) {
    case 'prompt': {
      const files = entry.attachments.map(({ path, image }) => ` [${path}, ${image ?? 'a file'}]`)
      return `${entry.steered ? '>>' : '>'} ${entry.text}${files.join('')}`
    }
    case 'item':
      return itemLine(entry.item)
    case 'ask':
      return `asks (${entry.ask.kind}) ${entry.ask.title} → ${answerText(entry.answer)} by ${entry.by}`
    case 'turn-end':
      return `${entry.outcome}${entry.error ? ` (${entry.error.kind})` : ''}`
    case 'agent':
      return `agent ${entry.what}${['crashed', 'set'].includes(entry.what) ? `: ${entry.text}` : ''}`
    case 'unknown':
      return `unreadable: ${entry.why}`
    case 'gap':
      return `a gap from ${entry.from} to ${entry.to}`
  }
}

function itemLine(item: Item): string {
  const open = item.settled ? '' : ' …'
  switch (item.kind) {
    case 'message':
      return `says: ${item.text}${open}`
    case 'thought':
      return `thinks: ${item.text}${open}`
    case 'tool': {
      const output = (item.output ?? '').split('\n')[0] ?? ''
      return `${item.name} ${item.status}: ${item.title}${output === '' ? '' : ` = ${output}`}${open}`
    }
    case 'plan':
      return `plan of ${item.entries.length}`
    case 'notice':
      return `${item.level}: ${item.text}${open}`
    case 'compaction':
      return `compacted from ${item.before ?? '?'}: ${item.summary ?? ''}${open}`
  }
}

function answerText(answer: Answer | null): string {
  switch (answer?.choice) {
    case undefined:
      return 'nothing yet'
    case 'allow':
    case 'withdrawn':
      return answer.choice
    case 'deny':
      return `deny "${answer.reason ?? ''}"`
    case 'reply':
      return `"${answer.text}"`
  }
}
