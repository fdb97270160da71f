type Environment = Readonly<Record<string, string | undefined>>

export type Signal = 'traces' | 'metrics' | 'logs'
export type Protocol = 'http/protobuf' | 'http/json'

/** What the standard `OTEL_*` variables ask for. Endpoints, headers and certificates are read by the exporters. */
export type Settings = {
  /** The signals that are sent, and how. At least one. */
  signals: Partial<Record<Signal, Protocol>>
  /** Prompts, answers, arguments and results of tools go along. */
  content: boolean
  /** Share of the turns that is traced, 0 to 1. */
  sampled: number
  spans: Batch
  logs: Batch
  /** In ms. */
  metrics: { interval: number; timeout: number }
  /** Longest text of an attribute, in characters; absent: no limit. */
  textLimit?: number
}

/** `delay` and `timeout` in ms; more than `queue` waiting are dropped. */
export type Batch = { delay: number; timeout: number; queue: number; size: number }

/** `settings` is null where nothing is asked for; `problems`: a line each for what cannot be followed. */
export type Asked = { settings: Settings | null; problems: string[] }

const signals: readonly Signal[] = ['traces', 'metrics', 'logs']

/**
 * Telemetry is asked for by an endpoint (`OTEL_EXPORTER_OTLP_ENDPOINT`, or that of one signal) or by an
 * exporter (`OTEL_TRACES_EXPORTER=otlp` and the like). A variable that only describes, as
 * `OTEL_SERVICE_NAME` does, asks for nothing.
 */
export function askedOf(env: Environment): Asked {
  const problems: string[] = []
  const nothing = { settings: null, problems }
  if (said(env, 'OTEL_SDK_DISABLED')?.toLowerCase() === 'true') return nothing
  const wanted: Settings['signals'] = {}
  for (const signal of signals) {
    const protocol = wants(env, signal, problems)
    if (protocol !== null) wanted[signal] = protocol
  }
  if (Object.keys(wanted).length === 0) return nothing
  const number = (name: string, usual: number, least = 1) => {
    const text = said(env, name)
    if (text === undefined) return usual
    const value = Number(text)
    if (Number.isFinite(value) && value >= least) return value
    problems.push(`${name} is "${text}", which is no number from ${least} on; ${usual} is used`)
    return usual
  }
  const batch = (prefix: string, delay: number): Batch => ({
    delay: number(`${prefix}_SCHEDULE_DELAY`, delay),
    timeout: number(`${prefix}_EXPORT_TIMEOUT`, 30_000),
    queue: number(`${prefix}_MAX_QUEUE_SIZE`, 2048),
    size: number(`${prefix}_MAX_EXPORT_BATCH_SIZE`, 512),
  })
  const textLimit = ['OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT', 'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT']
    .filter((name) => said(env, name) !== undefined)
    .map((name) => number(name, Infinity, 0))
    .find(Number.isFinite)
  const settings: Settings = {
    signals: wanted,
    content: takesContent(env),
    sampled: share(env, problems),
    spans: batch('OTEL_BSP', 5_000),
    logs: batch('OTEL_BLRP', 1_000),
    metrics: {
      interval: number('OTEL_METRIC_EXPORT_INTERVAL', 60_000),
      timeout: number('OTEL_METRIC_EXPORT_TIMEOUT', 30_000),
    },
    ...(textLimit !== undefined && { textLimit }),
  }
  return { settings, problems }
}

function wants(env: Environment, signal: Signal, problems: string[]): Protocol | null {
  const upper = signal.toUpperCase()
  const exporter = `OTEL_${upper}_EXPORTER`
  const named = said(env, exporter)?.toLowerCase()
  if (named === 'none') return null
  if (named !== undefined && named !== 'otlp') {
    problems.push(
      `${exporter} is "${named}"; only otlp and none are built in, no ${signal} are sent`,
    )
    return null
  }
  const [name, endpoint] = first(
    env,
    `OTEL_EXPORTER_OTLP_${upper}_ENDPOINT`,
    'OTEL_EXPORTER_OTLP_ENDPOINT',
  )
  if (named === undefined && endpoint === undefined) return null
  if (endpoint !== undefined && !/^https?:$/.test(URL.parse(endpoint)?.protocol ?? '')) {
    problems.push(`${name} is no http or https address; no ${signal} are sent`)
    return null
  }
  const [key, text] = first(
    env,
    `OTEL_EXPORTER_OTLP_${upper}_PROTOCOL`,
    'OTEL_EXPORTER_OTLP_PROTOCOL',
  )
  const protocol = text ?? 'http/protobuf'
  if (protocol === 'http/protobuf' || protocol === 'http/json') return protocol
  problems.push(
    `${key} is "${protocol}"; only http/protobuf and http/json are built in (a collector takes both on port 4318), no ${signal} are sent`,
  )
  return null
}

/** `true` is the older word for content on spans. We send no events with content, so `EVENT_ONLY` asks for none. */
function takesContent(env: Environment): boolean {
  const value = said(env, 'OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT')?.toLowerCase()
  return ['true', 'span_only', 'span_and_event'].includes(value ?? '')
}

/** A turn begins its own trace, so a sampler that follows its parent decides by itself here. */
function share(env: Environment, problems: string[]): number {
  const name = said(env, 'OTEL_TRACES_SAMPLER')
    ?.toLowerCase()
    .replace(/^parentbased_/, '')
  if (name === undefined || name === 'always_on') return 1
  if (name === 'always_off') return 0
  const given = said(env, 'OTEL_TRACES_SAMPLER_ARG') ?? '1'
  const part = Number(given)
  if (name === 'traceidratio' && part >= 0 && part <= 1) return part
  problems.push(
    name === 'traceidratio'
      ? `OTEL_TRACES_SAMPLER_ARG is "${given}", which is not between 0 and 1; every turn is traced`
      : `OTEL_TRACES_SAMPLER is "${name}", which is not built in; every turn is traced`,
  )
  return 1
}

function first(env: Environment, ...names: string[]): [string, string | undefined] {
  const name = names.find((one) => said(env, one) !== undefined) ?? ''
  return [name, said(env, name)]
}

/** An empty variable is one that is not set, as the specification has it. */
function said(env: Environment, name: string): string | undefined {
  return env[name]?.trim() || undefined
}
