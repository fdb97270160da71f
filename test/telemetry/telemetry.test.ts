import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { realWorld } from '../faults/real-world.ts'
import { receiver, type Receiver, type Span } from './receiver.ts'

const quick = {
  OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  OTEL_BSP_SCHEDULE_DELAY: '50',
  OTEL_BLRP_SCHEDULE_DELAY: '50',
  OTEL_METRIC_EXPORT_INTERVAL: '200',
}
const to = ({ url }: Receiver) => ({ ...quick, OTEL_EXPORTER_OTLP_ENDPOINT: url })
const turnsOf = ({ spans }: Receiver, id: string) =>
  spans.filter(
    ({ name, attributes }) =>
      name.startsWith('invoke_agent') && attributes['signalbox.session.id'] === id,
  )

test.each(['http/json', 'http/protobuf'])(
  'a turn of the demo agent arrives as one trace over %s: subagents and calls with their parents and times, and no word of it',
  async (protocol) => {
    const there = await receiver()
    const world = await realWorld()
    const secret = 'receiver-s3cret-value'
    await world.start({
      env: {
        ...to(there),
        OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
        OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${secret}`,
      },
    })
    const id = await world.create('/play nested pace=0.05')
    await world.rest(id)
    await there.until('the turn', () => turnsOf(there, id).length > 0)
    const [root] = turnsOf(there, id)
    const events = await world.events(id)
    const at = (type: string) => events.find((event) => event.type === type)?.at
    expect(root).toMatchObject({
      parentSpanId: '',
      name: 'invoke_agent demo',
      kind: 3,
      startedAt: at('turn.started'),
      endedAt: at('turn.ended'),
      error: false,
      attributes: {
        'gen_ai.operation.name': 'invoke_agent',
        'gen_ai.agent.name': 'demo',
        'gen_ai.conversation.id': id,
        'signalbox.turn.outcome': 'completed',
      },
    })
    expect(root?.attributes['gen_ai.usage.input_tokens']).toBeGreaterThan(0)

    const below = world.feed.fleet.descendants(id)
    expect(below).toHaveLength(3)
    const bySpan = new Map(there.spans.map((span) => [span.spanId, span]))
    expect(bySpan.size).toBe(there.spans.length)
    const sessionAbove = (span: Span | undefined) =>
      bySpan.get(span?.parentSpanId ?? '')?.attributes['signalbox.session.id']
    for (const child of below) {
      const [turn] = turnsOf(there, child.id)
      expect(turn).toMatchObject({ traceId: root?.traceId, kind: 1 })
      expect(sessionAbove(turn)).toBe(child.parentId)
    }
    const calls = there.spans.filter(({ name }) => name.startsWith('execute_tool'))
    expect(calls.length).toBeGreaterThanOrEqual(3)
    for (const call of calls) {
      const turn = bySpan.get(call.parentSpanId)
      expect(turn?.attributes['signalbox.session.id']).toBe(call.attributes['signalbox.session.id'])
      expect(call.traceId).toBe(root?.traceId)
      expect(call.startedAt).toBeGreaterThanOrEqual(turn?.startedAt ?? Infinity)
      expect(call.endedAt).toBeLessThanOrEqual(turn?.endedAt ?? 0)
    }

    await there.until(
      'the log records and metrics',
      () =>
        ['agent_started', 'agent_stopped', 'agent_cost'].every((name) =>
          there.logs.some((log) => log.name === name && log.spanId === root?.spanId),
        ) && there.metrics.has('signalbox.cost'),
    )
    expect(there.resources[0]).toMatchObject({ 'service.name': 'signalbox' })
    expect([...there.metrics.keys()]).toEqual(
      expect.arrayContaining([
        'gen_ai.client.inference.usage.input_tokens',
        'gen_ai.client.inference.usage.output_tokens',
        'gen_ai.execute_tool.duration',
        'signalbox.cost',
        'signalbox.prompts.queued',
        'signalbox.sessions',
        'signalbox.runner.lag',
        'signalbox.prompt.wait',
        'signalbox.record.delay',
      ]),
    )
    const cost = there.metrics.get('signalbox.cost')?.reduce((sum, { value }) => sum + value, 0)
    expect(cost).toBeCloseTo(Number(root?.attributes['signalbox.cost.usd']), 6)
    expect(there.headers[0]).toMatchObject({
      authorization: `Bearer ${secret}`,
      'content-type': protocol === 'http/json' ? 'application/json' : 'application/x-protobuf',
    })

    const said = there.raw()
    for (const text of [
      'nested',
      'review the checkout',
      'Idempotency',
      'checkout.ts',
      secret,
      world.server()?.token ?? secret,
    ])
      expect(said).not.toContain(text)
    expect(await world.kill('SIGTERM')).toBe(0)
    expect(readFileSync(join(world.data, 'logs', 'server.log'), 'utf8')).not.toContain(secret)
  },
)

test('words go along where the standard variable says so; what is secret does not even then', async () => {
  const there = await receiver()
  const world = await realWorld()
  await world.start({
    env: { ...to(there), OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'SPAN_ONLY' },
  })
  const given = 'value-given-to-the-agent'
  const id = await world.create(`/play tools pace=0.05 say=${given}`, {
    env: { MY_TOKEN: given },
  })
  await world.rest(id)
  await there.until('the turn', () => turnsOf(there, id).length > 0)
  const [root] = turnsOf(there, id)
  expect(root?.attributes['gen_ai.input.messages']).toContain('/play tools')
  expect(root?.attributes['gen_ai.output.messages']).toContain('Three seconds are too short')
  expect(there.spans.map(({ attributes }) => attributes['gen_ai.tool.call.result']).join()).toMatch(
    /tests 2, pass 2/,
  )
  expect(there.raw()).not.toContain(given)
})

test.each(['SIGTERM', 'SIGKILL'] as const)(
  'a turn that a server began and, after %s, the next one saw the end of is one whole trace',
  async (signal) => {
    const there = await receiver()
    const world = await realWorld()
    await world.start({ env: to(there) })
    const id = await world.create('/play child-approval pace=0.05')
    await world.until('a subagent asks', () =>
      world.feed.fleet.descendants(id).some(({ asks }) => asks.length > 0),
    )
    await world.kill(signal)
    await world.start({ env: to(there) })
    await world.rest(id)
    await there.until('the turn', () => turnsOf(there, id).length > 0)
    const [root] = turnsOf(there, id)
    const events = await world.events(id)
    expect(root?.startedAt).toBe(events.find(({ type }) => type === 'turn.started')?.at)
    const bySpan = new Map(there.spans.map((span) => [span.spanId, span]))
    for (const child of world.feed.fleet.descendants(id)) {
      const [turn, ...more] = turnsOf(there, child.id)
      expect(more).toEqual([])
      expect(turn?.traceId).toBe(root?.traceId)
      expect(bySpan.get(turn?.parentSpanId ?? '')?.attributes['signalbox.session.id']).toBe(
        child.parentId,
      )
    }
    const roots = there.spans.filter(({ parentSpanId }) => parentSpanId === '')
    expect(roots).toHaveLength(1)
  },
)

test('without its variables nothing of OpenTelemetry is loaded; with them it is', async () => {
  const world = await realWorld()
  const file = join(world.root, 'imports')
  const hooks = { 'tells-imports': { IMPORTS_FILE: file } }
  const loaded = () =>
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((url) => url.startsWith('file:'))
      .map((url) => new URL(url))
  const ofTelemetry = () =>
    loaded().filter(
      (url) => existsSync(url) && readFileSync(url, 'utf8').includes('@opentelemetry/sdk'),
    )
  await world.start({ hooks, env: { OTEL_SERVICE_NAME: 'described-only' } })
  await world.rest(await world.create('/play text pace=0.05'))
  await world.kill('SIGTERM')
  expect(loaded().length).toBeGreaterThan(0)
  expect(ofTelemetry()).toEqual([])

  const there = await receiver()
  await world.start({ hooks, env: to(there) })
  await world.kill('SIGTERM')
  expect(ofTelemetry().length).toBeGreaterThan(0)
})

test.each(['never answers', 'refuses', 'is not there'] as const)(
  'a receiver that %s delays nothing, is told of once, and does not hold up the end',
  async (manner) => {
    const there = await receiver(manner === 'is not there' ? 'takes' : manner)
    if (manner === 'is not there') there.close()
    const world = await realWorld()
    await world.start({ env: { ...to(there), OTEL_EXPORTER_OTLP_TIMEOUT: '300' } })
    for (const count of [1]) await world.rest(await world.create(`/play text pace=0.05 n=${count}`))
    const log = join(world.data, 'logs', 'server.log')
    const lines = () =>
      readFileSync(log, 'utf8')
        .split('\n')
        .filter((line) => line.includes('telemetry does not arrive'))
    await world.until('it is told', () => lines().length > 0)
    for (const count of [2]) await world.rest(await world.create(`/play text pace=0.05 n=${count}`))
    expect(lines()).toHaveLength(1)
    expect(JSON.parse(lines()[0] ?? '')).toMatchObject({
      level: 'warn',
      reason: expect.stringMatching(/./),
    })
    await world.kill('SIGTERM')

    // With the usual timeout of ten seconds it is still at it when the server is to end.
    await world.start({ env: to(there) })
    const before = there.asked()
    await world.rest(await world.create('/play text pace=0.05'))
    if (manner !== 'is not there') await there.until('it is asked', () => there.asked() > before)
    const asked = performance.now()
    expect(await world.kill('SIGTERM')).toBe(0)
    expect(performance.now() - asked).toBeLessThan(8_000)
  },
)
