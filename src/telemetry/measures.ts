import type { Recorded } from '../core/event.ts'
import type { Session } from '../core/session.ts'
import { putNewest } from './newest.ts'
import { known, type Attributes, type SpanData } from './span.ts'

/** The instruments, by name. Buckets are upper bounds, in the unit. */
export const instruments = {
  'gen_ai.client.inference.usage.input_tokens': tokens(
    'What agents read, what came from a cache included',
  ),
  'gen_ai.client.inference.usage.output_tokens': tokens('What agents wrote'),
  'gen_ai.client.inference.usage.cache_read.input_tokens': tokens('What agents read from a cache'),
  'gen_ai.client.inference.usage.cache_write.input_tokens': tokens('What was put into a cache'),
  'gen_ai.invoke_agent.duration': seconds('How long turns took', 0.1),
  'gen_ai.execute_tool.duration': seconds('How long tool calls took', 0.01),
  'signalbox.cost': {
    kind: 'counter',
    unit: '{USD}',
    about: 'What turns cost, where a price was told',
  },
  'signalbox.prompt.wait': seconds('How long prompts waited for their turn', 0.01),
  'signalbox.ask.wait': seconds('How long turns waited for an answer', 0.1),
  'signalbox.record.delay': seconds('From an event to its being saved', 0.001),
} as const satisfies Record<string, Instrument>

export type Instrument = {
  kind: 'counter' | 'histogram'
  unit: string
  about: string
  buckets?: number[]
}
export type Measure = { name: keyof typeof instruments; value: number; attributes: Attributes }

const mostWaits = 10_000

/** Recorded events, and the spans that they finished, in; measures out. `savedAt`: ms since 1970. */
export type Measures = {
  take(event: Recorded, spans: readonly SpanData[], savedAt: number): Measure[]
}

export function measures(look: (id: string) => Session | undefined): Measures {
  const prompts = new Map<string, number>()
  const asks = new Map<string, number>()

  function waited(
    waits: Map<string, number>,
    id: string,
    at: number,
    name: Measure['name'],
    attributes: Attributes,
  ): Measure[] {
    const since = waits.get(id)
    waits.delete(id)
    return since === undefined ? [] : [{ name, value: Math.max(0, at - since) / 1000, attributes }]
  }

  function of(event: Recorded): Measure[] {
    const { at, sessionId: session } = event
    const agent = known({ 'gen_ai.agent.name': look(session)?.agent })
    // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- nothing is measured of the others
    switch (event.type) {
      case 'prompt.queued':
        putNewest(prompts, event.prompt.id, at, mostWaits)
        return []
      case 'prompt.sent':
        return waited(prompts, event.id, at, 'signalbox.prompt.wait', agent)
      case 'prompt.dropped':
      case 'prompt.steered':
      case 'prompt.refused':
        prompts.delete(event.id)
        return []
      case 'ask.opened':
        putNewest(asks, `${session} ${event.ask.id}`, at, mostWaits)
        return []
      case 'ask.answered':
        return waited(asks, `${session} ${event.id}`, at, 'signalbox.ask.wait', {
          ...agent,
          'signalbox.ask.answered_by': event.by,
        })
      case 'turn.ended':
        return spent(event, look(session))
      default:
        return []
    }
  }

  return {
    take(event, spans, savedAt) {
      const delay = Math.max(0, savedAt - event.at) / 1000
      return [
        { name: 'signalbox.record.delay', value: delay, attributes: {} },
        ...of(event),
        ...spans.map(took),
      ]
    },
  }
}

function spent(
  { usage }: Recorded & { type: 'turn.ended' },
  session: Session | undefined,
): Measure[] {
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, costUsd } = usage
  const attributes = known({
    'gen_ai.operation.name': 'invoke_agent',
    'gen_ai.provider.name': session?.agent,
    'gen_ai.request.model': session?.model,
  })
  const told: [Measure['name'], number | null][] = [
    [
      'gen_ai.client.inference.usage.input_tokens',
      inputTokens + cacheReadTokens + cacheWriteTokens,
    ],
    ['gen_ai.client.inference.usage.output_tokens', outputTokens],
    ['gen_ai.client.inference.usage.cache_read.input_tokens', cacheReadTokens],
    ['gen_ai.client.inference.usage.cache_write.input_tokens', cacheWriteTokens],
    ['signalbox.cost', costUsd],
  ]
  return told.flatMap(([name, value]) =>
    value !== null && value > 0 ? [{ name, value, attributes }] : [],
  )
}

const kept = [
  'gen_ai.agent.name',
  'gen_ai.request.model',
  'gen_ai.tool.name',
  'signalbox.turn.outcome',
]

/** What tells one session or turn from another stays on the spans: a series for each would have no end. */
function took({ attributes, error, startedAt, endedAt }: SpanData): Measure {
  const turn = attributes['gen_ai.operation.name'] === 'invoke_agent'
  return {
    name: turn ? 'gen_ai.invoke_agent.duration' : 'gen_ai.execute_tool.duration',
    value: (endedAt - startedAt) / 1000,
    attributes: known({
      ...Object.fromEntries(kept.map((key) => [key, attributes[key]])),
      'gen_ai.operation.name': attributes['gen_ai.operation.name'],
      'error.type': error,
    }),
  }
}

function tokens(about: string) {
  return { kind: 'counter', unit: '{token}', about } as const
}

/** Buckets that double from `from` on: 16 of them. */
function seconds(about: string, from: number) {
  const buckets = Array.from({ length: 16 }, (_, step) => Number((from * 2 ** step).toPrecision(6)))
  return { kind: 'histogram', unit: 's', about, buckets } as const
}
