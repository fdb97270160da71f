import {
  ROOT_CONTEXT,
  SeverityNumber,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Attributes,
  type Context,
  type Meter,
} from '@opentelemetry/api'
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources'
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs'
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics'
import {
  BatchSpanProcessor,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import { deliveries, type Deliveries } from './deliveries.ts'
import { exporters } from './exporters.ts'
import { instruments, type Instrument } from './measures.ts'
import type { Batch, Settings } from './settings.ts'
import type { Levels, LogData, Outlet } from './telemetry.ts'
import type { SpanData } from './span.ts'

const scope = 'signalbox'

/**
 * The OpenTelemetry SDK behind the outlet: batches with limits, sent over HTTP while nobody waits. Endpoint,
 * headers, timeout, compression and certificates are the exporters' own to read from the environment.
 * Nothing is registered globally.
 */
export function otelOutlet(options: {
  settings: Settings
  version: string
  /** Tells one data folder from another. */
  instance: string
  levels: () => Levels
  log: (level: 'info' | 'warn', message: string, fields?: Record<string, unknown>) => void
}): Outlet {
  const { settings, version, log } = options
  const resource = resourceFromAttributes({
    'service.name': 'signalbox',
    'service.version': version,
    'service.instance.id': options.instance,
  }).merge(detectResources({ detectors: [envDetector] }))
  const arrived = deliveries(log)
  const send = exporters(settings.signals)
  const limits =
    settings.textLimit === undefined ? {} : { attributeValueLengthLimit: settings.textLimit }

  /** The ids of the span that is made next. */
  let next = { trace: '', span: '' }
  const spans =
    send.traces &&
    new TracerProvider({
      resource,
      sampler: new TraceIdRatioBasedSampler(settings.sampled),
      idGenerator: { generateTraceId: () => next.trace, generateSpanId: () => next.span },
      spanLimits: limits,
      spanProcessors: [
        new BatchSpanProcessor({
          ...batched(settings.spans),
          exporter: arrived.watch(send.traces),
        }),
      ],
    })
  const records =
    send.logs &&
    new LoggerProvider({
      resource,
      logRecordLimits: limits,
      processors: [
        new BatchLogRecordProcessor({
          ...batched(settings.logs),
          exporter: arrived.watch(send.logs),
        }),
      ],
    })
  const meters =
    send.metrics &&
    new MeterProvider({
      resource,
      readers: [
        new PeriodicExportingMetricReader({
          exporter: arrived.watch(send.metrics),
          exportIntervalMillis: settings.metrics.interval,
          exportTimeoutMillis: Math.min(settings.metrics.timeout, settings.metrics.interval),
        }),
      ],
    })
  const tracer = spans?.getTracer(scope, version)
  const logger = records?.getLogger(scope, version)
  const meter = meters?.getMeter(scope, version)
  const measured = meter && metersOf(meter)
  if (meter) watchLevels(meter, options.levels)

  return {
    span(data) {
      if (!tracer) return
      next = data
      const span = tracer.startSpan(
        data.name,
        {
          kind: data.kind === 'client' ? SpanKind.CLIENT : SpanKind.INTERNAL,
          startTime: data.startedAt,
          attributes: attributesOf(data),
        },
        data.parent === null ? ROOT_CONTEXT : below(data.trace, data.parent),
      )
      if (data.error !== null) span.setStatus({ code: SpanStatusCode.ERROR })
      span.end(data.endedAt)
    },
    measure: ({ name, value, attributes }) => measured?.(name, value, attributes),
    record: (data) => logger?.emit(recordOf(data)),
    close: (ms) =>
      closed(
        [spans, records, meters].filter((one) => one !== undefined),
        ms,
        arrived,
      ),
  }
}

function batched({ delay, timeout, queue, size }: Batch) {
  return {
    scheduledDelayMillis: delay,
    exportTimeoutMillis: timeout,
    maxQueueSize: queue,
    maxExportBatchSize: Math.min(size, queue),
  }
}

function attributesOf({ attributes, error }: SpanData): Attributes {
  return error === null ? attributes : { ...attributes, 'error.type': error }
}

function below(traceId: string, spanId: string): Context {
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: TraceFlags.SAMPLED })
}

function recordOf({ name, at, level, attributes, place }: LogData) {
  return {
    eventName: name,
    timestamp: at,
    severityNumber: level === 'error' ? SeverityNumber.ERROR : SeverityNumber.INFO,
    severityText: level.toUpperCase(),
    body: name,
    attributes,
    ...(place && { context: below(place.trace, place.span) }),
  }
}

function metersOf(meter: Meter) {
  const made = new Map(
    Object.entries<Instrument>(instruments).map(([name, { kind, unit, about, buckets }]) => {
      const said = { unit, description: about }
      if (kind === 'counter') {
        const counter = meter.createCounter(name, said)
        return [name, (value: number, its: Attributes) => counter.add(value, its)] as const
      }
      const advice = buckets ? { advice: { explicitBucketBoundaries: buckets } } : {}
      const histogram = meter.createHistogram(name, { ...said, ...advice })
      return [name, (value: number, its: Attributes) => histogram.record(value, its)] as const
    }),
  )
  return (name: string, value: number, attributes: Attributes) =>
    made.get(name)?.(value, attributes)
}

function watchLevels(meter: Meter, levels: () => Levels) {
  const gauge = (name: string, unit: string, description: string) =>
    meter.createObservableGauge(name, { unit, description })
  const queued = gauge('signalbox.prompts.queued', '{prompt}', 'Prompts that wait for a turn')
  const sessions = gauge('signalbox.sessions', '{session}', 'Sessions by their state')
  const lag = gauge(
    'signalbox.runner.lag',
    '{report}',
    'Reports a runner has and the store has not',
  )
  meter.addBatchObservableCallback(
    (result) => {
      const now = levels()
      result.observe(queued, now.queued)
      for (const [state, count] of Object.entries(now.sessions))
        result.observe(sessions, count, { 'signalbox.session.state': state })
      for (const [runner, count] of Object.entries(now.lag))
        result.observe(lag, count, { 'signalbox.runner.name': runner })
    },
    [queued, sessions, lag],
  )
}

type Closing = { shutdown(): Promise<void> }

async function closed(providers: Closing[], ms: number, arrived: Deliveries): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms)
  })
  const sent = Promise.allSettled(providers.map((one) => one.shutdown())).then(() => true)
  const inTime = await Promise.race([sent, late])
  clearTimeout(timer)
  arrived.closed()
  return inTime
}
