import { expect, test } from 'vitest'
import { defaultsLine, namesIn } from './project-words.ts'

const nothing = { agent: null, model: null, permission: null, onCrash: null, env: [] }

test('what is not set is not told', () => {
  expect(defaultsLine(nothing)).toBe('')
  expect(defaultsLine({ ...nothing, agent: 'claude', permission: 'bypass', env: ['A'] })).toBe(
    'claude, bypass, 1 variable',
  )
})

test('names of variables are split at commas and spaces, each once', () => {
  expect(namesIn(' API_KEY, REGION  API_KEY,,')).toEqual(['API_KEY', 'REGION'])
})
