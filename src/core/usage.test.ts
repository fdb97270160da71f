import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  addUsage,
  noTotals,
  noUsage,
  turnUsage,
  usageSince,
  type ToldUsage,
  type Usage,
} from './usage.ts'

test('what nobody priced costs an unknown sum, not nothing', () => {
  expect(addUsage(noUsage, noUsage).costUsd).toBeNull()
  expect(addUsage(noUsage, { ...noUsage, costUsd: 2, costSource: 'agent' })).toMatchObject({
    costUsd: 2,
    costSource: 'agent',
  })
})

test('a total is differenced with the one before', () => {
  const first = usageSince(noTotals, { costUsd: 0.5, inputTokens: 10 })
  expect(first.used).toEqual({ costUsd: 0.5, inputTokens: 10 })
  expect(usageSince(first.totals, { costUsd: 0.75, inputTokens: 30 }).used).toEqual({
    costUsd: 0.25,
    inputTokens: 20,
  })
})

test('one total that is lower than before means that all of them began again', () => {
  const before = { ...noTotals, costUsd: 0.5, inputTokens: 10, cacheReadTokens: 7 }
  expect(usageSince(before, { costUsd: 0.25, inputTokens: 30 })).toEqual({
    used: { costUsd: 0.25, inputTokens: 30 },
    totals: { ...noTotals, costUsd: 0.25, inputTokens: 30 },
  })
})

test('the dust of adding fractions is no loss', () => {
  const before = { ...noTotals, costUsd: 0.1 + 0.2 }
  expect(usageSince(before, { costUsd: 0.3 }).used).toEqual({ costUsd: 0 })
})

test('tokens of the turn stand beside a cost that is a total', () => {
  const before = { ...noTotals, costUsd: 1 }
  expect(turnUsage(before, { usage: { inputTokens: 5, costUsd: 9 }, totalCostUsd: 1.5 })).toEqual({
    usage: { ...noUsage, inputTokens: 5, costUsd: 0.5, costSource: 'agent' },
    totals: { ...noTotals, costUsd: 1.5 },
  })
})

test('where all is a total, the total of the cost counts once', () => {
  const told = { usage: { inputTokens: 50, costUsd: 2 }, cumulative: true, totalCostUsd: 2 }
  expect(turnUsage({ ...noTotals, inputTokens: 20, costUsd: 1 }, told).usage).toMatchObject({
    inputTokens: 30,
    costUsd: 1,
  })
})

test('a turn that tells nothing used nothing and moves no total', () => {
  const before = { ...noTotals, costUsd: 1 }
  expect(turnUsage(before, {})).toEqual({ usage: noUsage, totals: before })
})

const turn = fc.record({
  costUsd: fc.nat(1000),
  inputTokens: fc.nat(1000),
  outputTokens: fc.nat(1000),
})

/** Sums what is made of turns that are told as totals. */
function summed(
  turns: readonly Required<Pick<ToldUsage, 'costUsd' | 'inputTokens' | 'outputTokens'>>[],
) {
  let told = { costUsd: 0, inputTokens: 0, outputTokens: 0 }
  let totals = noTotals
  let sum: Usage = noUsage
  for (const used of turns) {
    told = {
      costUsd: told.costUsd + used.costUsd,
      inputTokens: told.inputTokens + used.inputTokens,
      outputTokens: told.outputTokens + used.outputTokens,
    }
    const next = turnUsage(totals, { usage: told, cumulative: true })
    sum = addUsage(sum, next.usage)
    totals = next.totals
  }
  return { sum, told }
}

test('totals that only rise sum to the last total', () => {
  fc.assert(
    fc.property(fc.array(turn, { minLength: 1 }), (turns) => {
      const { sum, told } = summed(turns)
      expect(sum).toMatchObject(told)
    }),
  )
})

test('usage is never negative, whatever is told', () => {
  const totals = fc.record({
    costUsd: fc.double({ min: 0, max: 9, noNaN: true }),
    inputTokens: fc.nat(),
  })
  fc.assert(
    fc.property(fc.array(totals), (told) => {
      let before = noTotals
      for (const usage of told) {
        const next = turnUsage(before, { usage, cumulative: true })
        expect(next.usage.costUsd).toBeGreaterThanOrEqual(0)
        expect(next.usage.inputTokens).toBeGreaterThanOrEqual(0)
        before = next.totals
      }
    }),
  )
})
