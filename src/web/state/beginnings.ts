import type { Recorded } from '../../core/event.ts'

/** So many are told apart; what is told again after as many others counts again. */
const most = 1000

/** Counts what begins in events as they come: each item once, however often it is told, and prompts and ends of turns. */
export function beginnings(): (events: readonly Recorded[]) => number {
  const known = new Set<string>()
  return (events) => {
    let begun = 0
    for (const event of events) {
      const name = nameOf(event)
      if (name === null || known.has(name)) continue
      known.add(name)
      begun += 1
      const [oldest] = known
      if (known.size > most && oldest !== undefined) known.delete(oldest)
    }
    return begun
  }
}

function nameOf(event: Recorded): string | null {
  if (event.type === 'item.set') return event.item.id
  const begins = ['prompt.sent', 'prompt.steered', 'turn.ended'].includes(event.type)
  return begins ? `${event.seq}` : null
}
