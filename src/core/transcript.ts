import type { Answer, Ask } from './ask.ts'
import type { Recorded } from './event.ts'
import { grown, type Item } from './item.ts'
import type { AgentError, Outcome } from './report.ts'
import type { Usage } from './usage.ts'

/** One line of a transcript, in the order in which it began. `seq` is that of the event that began it. */
export type Entry = { seq: number; at: number } & (
  | { kind: 'prompt'; id: string; text: string; by: string; steered: boolean }
  | { kind: 'item'; item: Item }
  | { kind: 'ask'; ask: Ask; answer: Answer | null; by: string | null; answeredAt: number | null }
  | {
      kind: 'turn-end'
      outcome: Outcome
      usage: Usage
      error: AgentError | null
      durationMs: number | null
    }
  | {
      kind: 'agent'
      what: 'started' | 'resumed' | 'fork' | 'unproved' | 'crashed' | 'stopped'
      text: string
    }
  | { kind: 'unknown'; wire: string; why: string }
  | { kind: 'gap'; from: number; to: number }
)

/** Events folded for reading: keep one for each session that is open on a screen. */
export type Transcript = {
  entries: readonly Entry[]
  /** Folds events of this session, in order; those folded before change nothing. */
  apply(events: readonly Recorded[]): void
}

export function transcript(): Transcript {
  const entries: Entry[] = []
  /** Where in `entries` an item, ask or prompt stands, by its id. */
  const at = new Map<string, number>()
  const waiting = new Map<string, { text: string; by: string }>()
  let seen = 0

  function begin(id: string | null, entry: Entry) {
    if (id !== null) at.set(id, entries.length)
    entries.push(entry)
  }

  function shown(id: string, steered: boolean, when: { seq: number; at: number }) {
    const prompt = waiting.get(id)
    if (!prompt) return
    waiting.delete(id)
    begin(id, { ...when, kind: 'prompt', id, ...prompt, steered })
  }

  function apply(event: Recorded) {
    const when = { seq: event.seq, at: event.at }
    switch (event.type) {
      case 'prompt.queued':
        waiting.set(event.prompt.id, event.prompt)
        return
      case 'prompt.edited': {
        const prompt = waiting.get(event.id)
        if (prompt) waiting.set(event.id, { ...prompt, text: event.text })
        return
      }
      case 'prompt.dropped':
        waiting.delete(event.id)
        return
      case 'prompt.sent':
      case 'prompt.steered':
        return shown(event.id, event.type === 'prompt.steered', when)
      case 'item.set': {
        const place = at.get(event.item.id)
        const old = place === undefined ? undefined : entries[place]
        if (place === undefined || old?.kind !== 'item')
          return begin(event.item.id, { ...when, kind: 'item', item: event.item })
        entries[place] = { ...old, item: event.item }
        return
      }
      case 'item.grew': {
        const place = at.get(event.id)
        const old = place === undefined ? undefined : entries[place]
        if (place !== undefined && old?.kind === 'item')
          entries[place] = {
            ...old,
            item: grown(old.item, event.offset, event.text, event.settled),
          }
        return
      }
      case 'ask.opened':
        return begin(event.ask.id, {
          ...when,
          kind: 'ask',
          ask: event.ask,
          answer: null,
          by: null,
          answeredAt: null,
        })
      case 'ask.answered': {
        const place = at.get(event.id)
        const old = place === undefined ? undefined : entries[place]
        if (place !== undefined && old?.kind === 'ask')
          entries[place] = { ...old, answer: event.answer, by: event.by, answeredAt: event.at }
        return
      }
      case 'turn.ended':
        return begin(null, {
          ...when,
          kind: 'turn-end',
          outcome: event.outcome,
          usage: event.usage,
          error: event.error ?? null,
          durationMs: event.durationMs ?? null,
        })
      case 'agent.ready':
        if (event.continuity !== 'new')
          begin(null, {
            ...when,
            kind: 'agent',
            what: event.continuity === 'same' ? 'resumed' : event.continuity,
            text: event.token ?? '',
          })
        return
      case 'agent.exited': {
        const { cause, message } = event.exit
        if (cause !== 'released')
          begin(null, {
            ...when,
            kind: 'agent',
            what: cause === 'stopped' ? 'stopped' : 'crashed',
            text: message,
          })
        return
      }
      case 'wire.unknown':
        return begin(null, { ...when, kind: 'unknown', wire: event.wire, why: event.why })
      case 'gap.found':
        return begin(null, { ...when, kind: 'gap', from: event.from, to: event.to })
      case 'session.created':
      case 'child.identified':
      case 'session.renamed':
      case 'session.configured':
      case 'prompt.refused':
      case 'agent.requested':
      case 'agent.started':
      case 'agent.changed':
      case 'turn.started':
      case 'interrupt.asked':
      case 'stop.asked':
      case 'context.measured':
      case 'rule.added':
      case 'signal.lost':
      case 'signal.found':
      case 'seen.marked':
      case 'session.closed':
        return
    }
  }

  return {
    entries,
    apply(events) {
      for (const event of events) {
        if (event.seq <= seen) continue
        seen = event.seq
        apply(event)
      }
    },
  }
}
