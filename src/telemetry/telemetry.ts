import type { Recorded } from '../core/event.ts'
import type { Session } from '../core/session.ts'
import { content, noContent } from './content.ts'
import type { Place } from './ids.ts'
import { measures, type Measure } from './measures.ts'
import { known, type Attributes, type SpanData, type Value } from './span.ts'
import { turns } from './turns.ts'

/** How full things are now. */
export type Levels = {
  /** Prompts that wait for a turn. */
  queued: number
  /** Sessions by state. */
  sessions: Readonly<Record<string, number>>
  /** Reports that a runner has and the store has not, by runner. */
  lag: Readonly<Record<string, number>>
}

export type LogData = {
  name: string
  at: number
  level: 'info' | 'error'
  attributes: Attributes
  /** The turn that it is about. */
  place: Place | null
}

/** Where finished telemetry goes. Nothing of it waits, and nothing of it throws. */
export type Outlet = {
  span(span: SpanData): void
  measure(measure: Measure): void
  record(record: LogData): void
  /** Sends what is left, for at most `ms`. False: something was still on its way then. */
  close(ms: number): Promise<boolean>
}

/** What a server tells its telemetry. */
export type Telemetry = {
  /** Events as they were saved, in their order. */
  recorded(events: readonly Recorded[]): void
  /** What was recorded before, of turns that are open: it is known from then on, and not sent. */
  recall(events: readonly Recorded[]): void
  /** One of the founding events, such as `agent_cost`. */
  emit(name: string, attributes: Record<string, Value | null>): void
  removed(sessions: readonly string[]): void
  close(ms: number): Promise<boolean>
}

export function telemetry(parts: {
  outlet: Outlet
  look: (id: string) => Session | undefined
  /** Prompts, answers, arguments and results of tools go along. */
  content: boolean
  /** The text without what must be told to nobody. */
  clean: (text: string) => string
  now: () => number
}): Telemetry {
  const { outlet, look, clean, now } = parts
  const traced = turns(look, parts.content ? content() : noContent)
  const measured = measures(look)

  function cleaned(attributes: Attributes): Attributes {
    return Object.fromEntries(
      Object.entries(attributes).map(([key, value]) => [
        key,
        typeof value === 'string' ? clean(value) : value,
      ]),
    )
  }

  return {
    recorded(events) {
      for (const event of events) {
        const spans = traced.take(event)
        for (const span of spans) outlet.span({ ...span, attributes: cleaned(span.attributes) })
        for (const measure of measured.take(event, spans, now())) outlet.measure(measure)
      }
    },
    recall(events) {
      for (const event of events) traced.take(event)
      traced.catchUp()
    },
    emit(name, told) {
      const { session, turn, message } = told
      // What an agent says of an error can hold what it was asked: it goes only where that may.
      const said = { ...told, message: parts.content ? message : null }
      const level = name === 'agent_error' || name === 'sidecar_crashed' ? 'error' : 'info'
      const place =
        typeof session === 'string' && typeof turn === 'string' ? traced.place(session, turn) : null
      outlet.record({ name, at: now(), level, attributes: cleaned(known(said)), place })
    },
    removed: traced.forget,
    close: outlet.close,
  }
}
