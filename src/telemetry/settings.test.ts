import { expect, test } from 'vitest'
import { askedOf } from './settings.ts'

const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' }

test.each([
  [{}],
  [{ OTEL_SERVICE_NAME: 'shop', OTEL_RESOURCE_ATTRIBUTES: 'team=a' }],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: ' ' }],
  [{ ...endpoint, OTEL_SDK_DISABLED: 'TRUE' }],
  [
    {
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
      ...endpoint,
    },
  ],
])('nothing is asked for by %j', (env) => {
  expect(askedOf(env)).toEqual({ settings: null, problems: [] })
})

test('an endpoint asks for all signals, as protobuf, without content, with the usual limits', () => {
  expect(askedOf(endpoint)).toEqual({
    problems: [],
    settings: {
      signals: { traces: 'http/protobuf', metrics: 'http/protobuf', logs: 'http/protobuf' },
      content: false,
      sampled: 1,
      spans: { delay: 5000, timeout: 30_000, queue: 2048, size: 512 },
      logs: { delay: 1000, timeout: 30_000, queue: 2048, size: 512 },
      metrics: { interval: 60_000, timeout: 30_000 },
    },
  })
})

test('a signal can be asked for alone, and each in a language of its own', () => {
  expect(askedOf({ OTEL_TRACES_EXPORTER: 'otlp' }).settings?.signals).toEqual({
    traces: 'http/protobuf',
  })
  const env = {
    ...endpoint,
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: 'http/protobuf',
  }
  expect(askedOf(env).settings?.signals).toEqual({ traces: 'http/json', logs: 'http/protobuf' })
})

test('limits, delays and the share of turns are taken from their variables', () => {
  const { settings, problems } = askedOf({
    ...endpoint,
    OTEL_BSP_SCHEDULE_DELAY: '100',
    OTEL_BLRP_MAX_QUEUE_SIZE: '10',
    OTEL_METRIC_EXPORT_INTERVAL: '500',
    OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
    OTEL_TRACES_SAMPLER_ARG: '0.25',
    OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '64',
  })
  expect(problems).toEqual([])
  expect(settings).toMatchObject({
    sampled: 0.25,
    spans: { delay: 100 },
    logs: { queue: 10 },
    metrics: { interval: 500 },
    textLimit: 64,
  })
})

test.each([
  ['true', true],
  ['SPAN_ONLY', true],
  ['span_and_event', true],
  ['EVENT_ONLY', false],
  ['NO_CONTENT', false],
  ['false', false],
])('content that is asked for as %s: %s', (value, content) => {
  const env = { ...endpoint, OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: value }
  expect(askedOf(env).settings?.content).toBe(content)
})

test.each([
  [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, /OTEL_EXPORTER_OTLP_PROTOCOL is "grpc"; only http/],
  [{ OTEL_TRACES_EXPORTER: 'zipkin' }, /OTEL_TRACES_EXPORTER is "zipkin"; only otlp and none/],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'localhost:4318' }, /OTEL_EXPORTER_OTLP_ENDPOINT is no http/],
  [{ OTEL_BSP_SCHEDULE_DELAY: 'soon' }, /OTEL_BSP_SCHEDULE_DELAY is "soon".*5000 is used/],
  [{ OTEL_TRACES_SAMPLER: 'jaeger_remote' }, /OTEL_TRACES_SAMPLER is "jaeger_remote"/],
  [{ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '2' }, /between 0 and 1/],
])('what cannot be followed is told in a line: %j', (env, told) => {
  expect(askedOf({ ...endpoint, ...env }).problems[0]).toMatch(told)
})
