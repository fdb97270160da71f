import type { Recorded } from '../core/event.ts'
import { rowsBefore } from './around.ts'
import type { Memory } from './memory-state.ts'
import { promptEvents, type PageOf } from './store.ts'

export function append(memory: Memory, events: Recorded[]): void {
  for (const event of events) {
    memory.events.push(event)
    const own = memory.logOf.get(event.sessionId)
    if (own) own.push(event)
    else memory.logOf.set(event.sessionId, [event])
    memory.lastSeq = event.seq
  }
}

export function pageOf(memory: Memory, id: string, of: PageOf, limit: number): Recorded[] {
  const log = memory.logOf.get(id) ?? []
  const seq = 'after' in of ? of.after + 1 : 'before' in of ? of.before : of.around
  const middle = indexFrom(log, seq)
  if ('after' in of) return log.slice(middle, middle + limit)
  if ('before' in of) return log.slice(Math.max(0, middle - limit), middle)
  const first = middle - rowsBefore(limit, Math.min(limit, middle), log.length - middle)
  return log.slice(first, first + limit)
}

export function promptsOf(memory: Memory, id: string): Recorded[] {
  const types: readonly string[] = promptEvents
  return (memory.logOf.get(id) ?? []).filter(({ type }) => types.includes(type))
}

export function eventOf(memory: Memory, seq: number): Recorded | null {
  const event = memory.events[indexFrom(memory.events, seq)]
  return event?.seq === seq ? event : null
}

export function readAfter(memory: Memory, seq: number, limit: number): Recorded[] {
  const first = indexFrom(memory.events, seq + 1)
  return memory.events.slice(first, first + limit)
}

/** Where in a log the events from `seq` on begin. */
function indexFrom(log: Recorded[], seq: number): number {
  let [low, high] = [0, log.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((log[middle]?.seq ?? 0) < seq) low = middle + 1
    else high = middle
  }
  return low
}
