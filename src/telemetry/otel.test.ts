import { createServer } from 'node:http'
import { once } from 'node:events'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, onTestFinished, test, vi } from 'vitest'
import { otelOutlet } from './otel.ts'
import { askedOf } from './settings.ts'
import type { SpanData } from './span.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

const span: SpanData = {
  trace: 'a'.repeat(32),
  span: 'b'.repeat(16),
  parent: null,
  name: 'invoke_agent demo',
  kind: 'client',
  startedAt: 1_800_000_000_000,
  endedAt: 1_800_000_001_000,
  attributes: { 'gen_ai.operation.name': 'invoke_agent' },
  error: null,
}

test('a receiver that never answers costs a bounded memory, whatever there is to send', async () => {
  const silent = createServer(() => undefined)
  silent.listen(0, '127.0.0.1')
  await once(silent, 'listening')
  onTestFinished(() => {
    silent.closeAllConnections()
    silent.close()
  })
  const address = silent.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` }
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
  onTestFinished(() => void vi.unstubAllEnvs())
  const { settings } = askedOf(env)
  if (!settings) throw new Error('telemetry is asked for')
  const levels = () => ({ queued: 0, sessions: {}, lag: {} })
  const outlet = otelOutlet({ settings, version: '1', instance: 'i', levels, log: () => undefined })
  const send = (count: number) => {
    for (let n = 0; n < count; n++) {
      outlet.span({ ...span, attributes: { text: `${n}`.padEnd(1000) } })
      outlet.record({
        name: 'agent_cost',
        at: span.endedAt,
        level: 'info',
        attributes: { n },
        place: span,
      })
      outlet.measure({
        name: 'gen_ai.execute_tool.duration',
        value: n,
        attributes: { 'gen_ai.tool.name': `t${n}` },
      })
    }
  }
  send(10_000)
  collect()
  const before = process.memoryUsage().heapUsed
  send(50_000)
  collect()
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(5_000_000)
  const asked = performance.now()
  expect(await outlet.close(50)).toBe(false)
  expect(performance.now() - asked).toBeLessThan(5_000)
})
