import { expect, test } from 'vitest'
import { stateWord } from './state.ts'

test('a session at rest says whether what it did last was done to its end', () => {
  expect(stateWord('idle', true)).toBe('Done')
  expect(stateWord('idle', false, 'completed')).toBe('Done, not seen')
  expect(stateWord('idle', false, 'crashed')).toBe('Cut off, not seen')
  expect(stateWord('idle', true, 'interrupted')).toBe('Interrupted')
  expect(stateWord('failed', false, 'failed')).toBe('Failed')
})
