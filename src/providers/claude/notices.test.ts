import { expect, test } from 'vitest'
import { saidBy } from './notices.ts'

const limit = (info: object) => saidBy({ type: 'rate_limit_event', rate_limit_info: info })
const reached = { status: 'rejected', rateLimitType: 'five_hour', resetsAt: 4_102_444_800 }

test('a limit that is reached is an error, unless what comes is charged as extra', () => {
  expect(limit(reached)).toEqual({
    level: 'error',
    text: 'The five-hour limit is reached; it resets at 2100-01-01 00:00 UTC.',
  })
  expect(limit({ ...reached, isUsingOverage: true })).toEqual({
    level: 'warning',
    text: 'The five-hour limit is reached: what is used now is charged as extra; it resets at 2100-01-01 00:00 UTC.',
  })
})

test('a limit that is far away is not told', () => {
  expect(limit({ status: 'allowed' })).toBeNull()
})
