import { expect, test } from 'vitest'
import { nearest } from './nearest.ts'

test('a slip of the finger finds the word that was meant', () => {
  expect(nearest('/api/sesions', ['/api/status', '/api/sessions'])).toBe('/api/sessions')
  expect(nearest('intrrupt', ['interrupt', 'stop'])).toBe('interrupt')
})

test('what is like nothing is offered nothing', () => {
  expect(nearest('zzzzzzzzzzzz', ['ls', 'stop'])).toBeNull()
  expect(nearest('x', [])).toBeNull()
})
