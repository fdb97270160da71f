import type { Answer, Ask } from './ask.ts'
import type { Attachment, Prompt, Recorded } from './event.ts'
import { grown, type Item } from './item.ts'
import type { AgentError, Outcome } from './report.ts'
import type { Usage } from './usage.ts'

/** One line of a transcript, in the order in which it began. `seq` is that of the event that began it. */
export type Entry = { seq: number; at: number } & (
  | {
      kind: 'prompt'
      id: string
      text: string
      attachments: readonly Attachment[]
      by: string
      steered: boolean
      /** Why the agent did not take it, where it did not. */
      refused: string | null
    }
  | { kind: 'item'; item: Item }
  | { kind: 'ask'; ask: Ask; answer: Answer | null; by: string | null; answeredAt: number | null }
  | {
      kind: 'turn-end'
      outcome: Outcome
      usage: Usage
      error: AgentError | null
      durationMs: number | null
      /** A subagent's result, as its parent was told. */
      output: string | null
    }
  | {
      kind: 'agent'
      what: 'started' | 'resumed' | 'fork' | 'unproved' | 'crashed' | 'stopped' | 'set' | 'not-set'
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
  /** Lets go of what began before an event; the entries that stay are the same objects. */
  forgetBefore(seq: number): void
}

export function transcript(): Transcript {
  const entries: Entry[] = []
  /** Where an item, ask or prompt stands, counted from the first entry there ever was. */
  const places = new Map<string, number>()
  /** How many of the first were let go. */
  let gone = 0
  const waiting = new Map<string, Pick<Prompt, 'text' | 'by' | 'attachments'>>()
  /** Prompts by the turn that they were sent for and that has not begun. */
  const sent = new Map<string, string>()
  let seen = 0

  function begin(entry: Entry) {
    const name = nameOf(entry)
    if (name !== null) places.set(name, gone + entries.length)
    entries.push(entry)
  }

  /** Where in `entries` it stands; -1: nowhere. */
  function placeOf(name: string): number {
    return (places.get(name) ?? -1 + gone) - gone
  }

  /** Puts what `change` makes of an entry in its place; false: there is none. */
  function change(name: string, change: (old: Entry) => Entry): boolean {
    const place = placeOf(name)
    const old = entries[place]
    if (old === undefined) return false
    entries[place] = change(old)
    return true
  }

  function show(id: string, steered: boolean, when: When) {
    const prompt = waiting.get(id)
    if (!prompt) return
    waiting.delete(id)
    const { text, by, attachments = [] } = prompt
    begin({ ...when, kind: 'prompt', id, text, attachments, by, steered, refused: null })
  }

  /** Prompts that no turn began with wait again: they are shown when they are sent again. */
  function takeBack() {
    for (const id of sent.values()) {
      const place = placeOf(`prompt ${id}`)
      const entry = entries[place]
      if (entry?.kind !== 'prompt') continue
      waiting.set(id, { ...entry, attachments: [...entry.attachments] })
      entries.splice(place, 1)
      places.delete(`prompt ${id}`)
      for (const [at, moved] of entries.slice(place).entries()) {
        const name = nameOf(moved)
        if (name !== null && placeOf(name) === place + at + 1) places.set(name, gone + place + at)
      }
    }
    sent.clear()
  }

  function apply(event: Recorded) {
    const when: When = { seq: event.seq, at: event.at }
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
        sent.set(event.turn, event.id)
        return show(event.id, false, when)
      case 'prompt.steered':
        return show(event.id, true, when)
      case 'prompt.refused': {
        for (const [turn, id] of sent) if (id === event.id) sent.delete(turn)
        const { message } = event
        change(`prompt ${event.id}`, (old) =>
          old.kind === 'prompt' ? { ...old, refused: message } : old,
        )
        return
      }
      case 'turn.started':
        sent.delete(event.turn)
        return
      case 'item.set': {
        const { item } = event
        const known = change(`item ${item.id}`, (old) => ({ ...old, kind: 'item', item }))
        return known ? undefined : begin({ ...when, kind: 'item', item })
      }
      case 'item.grew': {
        const { id, offset, text, settled } = event
        change(`item ${id}`, (old) =>
          old.kind === 'item' ? { ...old, item: grown(old.item, offset, text, settled) } : old,
        )
        return
      }
      case 'ask.opened':
        if (places.has(`ask ${event.ask.id}`)) return
        return begin({
          ...when,
          kind: 'ask',
          ask: event.ask,
          answer: null,
          by: null,
          answeredAt: null,
        })
      case 'ask.answered': {
        const { answer, by, at } = event
        change(`ask ${event.id}`, (old) =>
          old.kind === 'ask' && old.answer === null ? { ...old, answer, by, answeredAt: at } : old,
        )
        return
      }
      case 'turn.ended':
        sent.delete(event.turn)
        return begin({
          ...when,
          kind: 'turn-end',
          outcome: event.outcome,
          usage: event.usage,
          error: event.error ?? null,
          durationMs: event.durationMs ?? null,
          output: event.output ?? null,
        })
      case 'agent.ready': {
        const { continuity, token } = event
        if (continuity === 'new') return
        const what = continuity === 'same' ? 'resumed' : continuity
        return begin({ ...when, kind: 'agent', what, text: token ?? '' })
      }
      case 'agent.exited': {
        takeBack()
        const { cause, message } = event.exit
        if (cause === 'released') return
        const what = cause === 'stopped' ? 'stopped' : 'crashed'
        return begin({ ...when, kind: 'agent', what, text: message })
      }
      case 'wire.unknown':
        return begin({ ...when, kind: 'unknown', wire: event.wire, why: event.why })
      case 'gap.found':
        return begin({ ...when, kind: 'gap', from: event.from, to: event.to })
      case 'session.configured': {
        const text = settingsText(event)
        return text === '' ? undefined : begin({ ...when, kind: 'agent', what: 'set', text })
      }
      case 'switch.refused':
        return begin({ ...when, kind: 'agent', what: 'not-set', text: event.message })
      case 'session.created':
      case 'child.identified':
      case 'session.renamed':
      case 'switch.asked':
      case 'agent.requested':
      case 'agent.started':
      case 'agent.changed':
      case 'queue.released':
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
    forgetBefore(seq) {
      const first = entries.findIndex((entry) => entry.seq >= seq)
      const old = entries.splice(0, first < 0 ? entries.length : first)
      gone += old.length
      for (const name of old.map(nameOf)) if (name !== null) places.delete(name)
    },
  }
}

type When = { seq: number; at: number }

/** What was set of a session's agent, in one line; empty where nothing was. */
export function settingsText({
  model,
  permission,
}: {
  model?: string
  permission?: string
}): string {
  return [
    ...(model === undefined ? [] : [`model ${model}`]),
    ...(permission === undefined ? [] : [`permission ${permission}`]),
  ].join(', ')
}

/** What an entry is found by when something is told of it later; null: nothing will be. */
function nameOf(entry: Entry): string | null {
  switch (entry.kind) {
    case 'prompt':
      return `prompt ${entry.id}`
    case 'item':
      return `item ${entry.item.id}`
    case 'ask':
      return `ask ${entry.ask.id}`
    case 'turn-end':
    case 'agent':
    case 'unknown':
    case 'gap':
      return null
  }
}
