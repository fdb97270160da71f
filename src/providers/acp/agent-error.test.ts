import { expect, test } from 'vitest'
import { agentError } from './agent-error.ts'

test.each([
  [{ code: -32000, message: 'Authentication required' }, 'auth'],
  [{ code: -32603, message: 'API Error: 429 rate_limit_error' }, 'rate-limit'],
  [{ code: -32603, message: 'Internal error', data: { details: 'Overloaded' } }, 'overloaded'],
  [{ code: -32603, message: '401 invalid x-api-key' }, 'auth'],
  [{ code: -32603, message: 'You have run out of credits' }, 'limit'],
  [{ code: -32602, message: 'Invalid params' }, 'bad-request'],
  [{ code: -32603, message: 'Something broke' }, 'other'],
  ['not even an object', 'other'],
] as const)('%j is of the kind %s', (error, kind) => {
  expect(agentError(error).kind).toBe(kind)
})

test('the reason is shown where the message says nothing', () => {
  const error = { code: -32603, message: 'Internal error', data: { details: 'disk full' } }
  expect(agentError(error).message).toBe('Internal error: disk full')
})
