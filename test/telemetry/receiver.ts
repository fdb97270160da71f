import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import { onTestFinished } from 'vitest'
import { decoded } from './protobuf.ts'

export type Value = string | number | boolean
export type Span = {
  traceId: string
  spanId: string
  parentSpanId: string
  name: string
  kind: number
  startedAt: number
  endedAt: number
  attributes: Record<string, Value>
  error: boolean
}
export type LogRecord = {
  name: string
  at: number
  severity: number
  traceId: string
  spanId: string
  attributes: Record<string, Value>
}
export type Point = { attributes: Record<string, Value>; value: number; count: number }

/** What was parsed, to be looked into. */
type Json = { [key: string]: unknown }
type Coded = { key: string; value: Record<string, unknown> }

/** A receiver of OTLP over HTTP, as JSON or protobuf, on a port of its own: what came, by signal, and how it was asked. */
export type Receiver = Awaited<ReturnType<typeof receiver>>

export type Manner = 'takes' | 'refuses' | 'never answers'

export async function receiver(manner: Manner = 'takes') {
  const spans: Span[] = []
  const logs: LogRecord[] = []
  const metrics = new Map<string, Point[]>()
  const headers: IncomingMessage['headers'][] = []
  const resources: Record<string, Value>[] = []
  let raw = ''
  let asked = 0
  let waiting: (() => void)[] = []

  async function answer(request: IncomingMessage, response: ServerResponse) {
    asked++
    headers.push(request.headers)
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const bytes = Buffer.concat(chunks)
    const asProtobuf = request.headers['content-type'] === 'application/x-protobuf'
    const url = request.url ?? ''
    raw += bytes.toString()
    if (manner === 'takes')
      take(
        url,
        asProtobuf
          ? decoded(url.slice('/v1/'.length), bytes)
          : (JSON.parse(bytes.toString()) as Json),
      )
    const woken = waiting
    waiting = []
    for (const wake of woken) wake()
    if (manner === 'never answers') return
    const type = asProtobuf ? 'application/x-protobuf' : 'application/json'
    response.writeHead(manner === 'takes' ? 200 : 503, { 'content-type': type })
    response.end(asProtobuf ? '' : '{}')
  }

  function take(url: string, body: Json) {
    for (const of of list(body, 'resourceSpans', 'resourceMetrics', 'resourceLogs')) {
      resources.push(attributes(of['resource']))
      for (const scope of list(of, 'scopeSpans', 'scopeMetrics', 'scopeLogs')) {
        if (url === '/v1/traces') spans.push(...list(scope, 'spans').map(spanOf))
        if (url === '/v1/logs') logs.push(...list(scope, 'logRecords').map(recordOf))
        if (url === '/v1/metrics')
          for (const metric of list(scope, 'metrics'))
            metrics.set(String(metric['name']), pointsOf(metric))
      }
    }
  }

  const server: Server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  onTestFinished(close)
  return {
    url: `http://127.0.0.1:${port}`,
    spans,
    logs,
    metrics,
    headers,
    resources,
    raw: () => raw,
    asked: () => asked,
    close,
    /** Waits until `holds`; looked at whenever something came. */
    async until(what: string, holds: () => boolean): Promise<void> {
      const late = AbortSignal.timeout(40_000)
      while (!holds()) {
        const came = new Promise<void>((wake) => waiting.push(wake))
        const over = once(late, 'abort').then(() => true)
        if (late.aborted || (await Promise.race([came, over])))
          throw new Error(
            `In vain: ${what}.\n${spans.map(({ name, spanId, parentSpanId }) => `${name} ${spanId} < ${parentSpanId}`).join('\n')}`,
          )
      }
    },
  }
}

function list(of: Json, ...names: string[]): Json[] {
  return names.flatMap((name) => (of[name] as Json[] | undefined) ?? [])
}

function attributes(of: unknown): Record<string, Value> {
  const { attributes: coded = [] } = (of ?? {}) as { attributes?: Coded[] }
  return Object.fromEntries(
    coded.map(({ key, value }) => {
      const [[kind, plain] = ['', '']] = Object.entries(value)
      return [key, kind === 'intValue' ? Number(plain) : (plain as Value)]
    }),
  )
}

const ms = (nanoseconds: unknown) => Number(BigInt(String(nanoseconds)) / 1_000_000n)

function spanOf(span: Json): Span {
  const {
    traceId = '',
    spanId = '',
    parentSpanId = '',
    name = '',
    kind = 0,
  } = span as Partial<Span>
  return {
    traceId,
    spanId,
    parentSpanId,
    name,
    kind,
    startedAt: ms(span['startTimeUnixNano']),
    endedAt: ms(span['endTimeUnixNano']),
    attributes: attributes(span),
    error: (span['status'] as { code?: number } | undefined)?.code === 2,
  }
}

function recordOf(record: Json): LogRecord {
  const { traceId = '', spanId = '' } = record as Partial<LogRecord>
  return {
    name: String(record['eventName']),
    at: ms(record['timeUnixNano']),
    severity: Number(record['severityNumber']),
    traceId,
    spanId,
    attributes: attributes(record),
  }
}

function pointsOf(metric: Json): Point[] {
  const kinds = ['sum', 'gauge', 'histogram'].map((kind) => metric[kind] as Json | undefined)
  return kinds.flatMap((kind) =>
    list(kind ?? {}, 'dataPoints').map((point) => ({
      attributes: attributes(point),
      value: Number(point['asDouble'] ?? point['asInt'] ?? point['sum'] ?? 0),
      count: Number(point['count'] ?? 0),
    })),
  )
}
