import { expect, test } from 'vitest'
import { tellFacts } from '../telling/facts.ts'
import type { Told } from '../provider.ts'
import { contextGauge } from './gauge.ts'

const models = {
  'claude-haiku-4-5': { contextWindow: 200_000 },
  'claude-sonnet-4-5-20250929[1m]': { contextWindow: 1_000_000 },
}

function sizeBy(model: string | undefined, told: object): number | undefined {
  const all: Told[] = []
  const gauge = contextGauge(tellFacts((one) => void all.push(one)))
  gauge.answeredBy(model)
  gauge.holds(10)
  gauge.sized(told)
  gauge.tell()
  const [last] = all.flatMap((one) =>
    'report' in one && one.report.type === 'context.measured' ? [one.report] : [],
  )
  return last?.size
}

test('the context is as large as that of the model that answered for the agent itself', () => {
  expect(sizeBy('claude-sonnet-4-5-20250929', models)).toBe(1_000_000)
  expect(sizeBy('claude-sonnet-4-5', models)).toBe(1_000_000)
  expect(sizeBy('claude-haiku-4-5', models)).toBe(200_000)
})

test('no size is guessed among several models, and the only one counts under any name', () => {
  expect(sizeBy('claude-opus-4-5', models)).toBeUndefined()
  expect(sizeBy('<synthetic>', models)).toBeUndefined()
  expect(sizeBy('opus', { 'claude-opus-4-5': { contextWindow: 200_000 } })).toBe(200_000)
})
