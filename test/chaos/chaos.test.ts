import { expect, test } from 'vitest'
import { seedOf } from '../faults/real-world.ts'
import { chaos } from './chaos.ts'
import { planOf } from './plan.ts'

test('the same seed plans the same chaos', () => {
  expect(planOf('7', 100, { disk: true })).toEqual(planOf('7', 100, { disk: true }))
  expect(planOf('7', 100, { disk: true })).not.toEqual(planOf('8', 100, { disk: true }))
  expect(planOf('7', 100, { disk: true }).flatMap(({ steps }) => steps)).toHaveLength(100)
})

test('a short run of chaos leaves every promise kept', async () => {
  const verdicts = await chaos({
    seed: seedOf('chaos'),
    steps: 14,
    disk: false,
    told: () => undefined,
  })
  expect(verdicts.flatMap(({ faults }) => faults)).toEqual([])
})
