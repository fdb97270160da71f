/** What a field holds; a name of `messages` is a message of that kind. `[]`: there may be several. */
type Kind = string
type Fields = Record<number, [name: string, kind: Kind]>

/** The messages of OTLP as far as they are looked at, with their fields by number; the names are those of its JSON. */
const messages: Record<string, Fields> = {
  traces: { 1: ['resourceSpans', 'ResourceSpans[]'] },
  logs: { 1: ['resourceLogs', 'ResourceLogs[]'] },
  metrics: { 1: ['resourceMetrics', 'ResourceMetrics[]'] },
  ResourceSpans: { 1: ['resource', 'Resource'], 2: ['scopeSpans', 'ScopeSpans[]'] },
  ResourceLogs: { 1: ['resource', 'Resource'], 2: ['scopeLogs', 'ScopeLogs[]'] },
  ResourceMetrics: { 1: ['resource', 'Resource'], 2: ['scopeMetrics', 'ScopeMetrics[]'] },
  Resource: { 1: ['attributes', 'KeyValue[]'] },
  ScopeSpans: { 2: ['spans', 'Span[]'] },
  ScopeLogs: { 2: ['logRecords', 'LogRecord[]'] },
  ScopeMetrics: { 2: ['metrics', 'Metric[]'] },
  Span: {
    1: ['traceId', 'hex'],
    2: ['spanId', 'hex'],
    4: ['parentSpanId', 'hex'],
    5: ['name', 'text'],
    6: ['kind', 'count'],
    7: ['startTimeUnixNano', 'fixed'],
    8: ['endTimeUnixNano', 'fixed'],
    9: ['attributes', 'KeyValue[]'],
    15: ['status', 'Status'],
  },
  Status: { 2: ['message', 'text'], 3: ['code', 'count'] },
  LogRecord: {
    1: ['timeUnixNano', 'fixed'],
    2: ['severityNumber', 'count'],
    6: ['attributes', 'KeyValue[]'],
    9: ['traceId', 'hex'],
    10: ['spanId', 'hex'],
    12: ['eventName', 'text'],
  },
  Metric: {
    1: ['name', 'text'],
    5: ['gauge', 'Points'],
    7: ['sum', 'Points'],
    9: ['histogram', 'Histogram'],
  },
  Points: { 1: ['dataPoints', 'Point[]'] },
  Point: { 4: ['asDouble', 'double'], 6: ['asInt', 'fixed'], 7: ['attributes', 'KeyValue[]'] },
  Histogram: { 1: ['dataPoints', 'Spread[]'] },
  Spread: { 4: ['count', 'fixed'], 5: ['sum', 'double'], 9: ['attributes', 'KeyValue[]'] },
  KeyValue: { 1: ['key', 'text'], 2: ['value', 'Any'] },
  Any: {
    1: ['stringValue', 'text'],
    2: ['boolValue', 'truth'],
    3: ['intValue', 'count'],
    4: ['doubleValue', 'double'],
    5: ['arrayValue', 'List'],
  },
  List: { 1: ['values', 'Any[]'] },
}

type Json = { [key: string]: unknown }

/** A request of OTLP as protobuf, in the shape of its JSON. `message`: `traces`, `logs` or `metrics`. */
export function decoded(message: string, bytes: Buffer): Json {
  const fields = messages[message] ?? {}
  const found: Json = {}
  const reader = readerOf(bytes)
  while (reader.more()) {
    const tag = Number(reader.varint())
    const value = reader.value(tag & 7)
    const [name, kind] = fields[tag >> 3] ?? []
    if (name === undefined || kind === undefined) continue
    if (kind.endsWith('[]')) {
      const list = (found[name] ??= []) as unknown[]
      list.push(decoded(kind.slice(0, -2), value as Buffer))
    } else found[name] = kind in messages ? decoded(kind, value as Buffer) : plain(kind, value)
  }
  return found
}

function plain(kind: Kind, value: Buffer | bigint): unknown {
  if (typeof value === 'bigint') return kind === 'truth' ? value !== 0n : Number(value)
  switch (kind) {
    case 'hex':
      return value.toString('hex')
    case 'double':
      return value.readDoubleLE()
    case 'fixed':
      return String(value.readBigUInt64LE())
    default:
      return value.toString()
  }
}

function readerOf(bytes: Buffer) {
  let at = 0
  function take(length: number): Buffer {
    if (at + length > bytes.length) throw new Error('a field ends behind its message')
    return bytes.subarray(at, (at += length))
  }
  function varint(): bigint {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = take(1)[0] ?? 0
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return BigInt.asIntN(64, value)
    }
  }
  return {
    more: () => at < bytes.length,
    varint,
    /** By wire type: a number, or the bytes of what has a length. */
    value(type: number): Buffer | bigint {
      if (type === 0) return varint()
      if (type === 1) return take(8)
      if (type === 2) return take(Number(varint()))
      if (type === 5) return take(4)
      throw new Error(`no such wire type: ${type}`)
    },
  }
}
