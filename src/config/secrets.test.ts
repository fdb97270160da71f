import { expect, test } from 'vitest'
import { secretsOf } from './secrets.ts'

test('values are secret by the names of their variables, or because an agent is given them', () => {
  const env = {
    GEMINI_API_KEY: 'gem-12345678',
    DB_PASSWORD: 'open-sesame',
    MODEL_CHOICE: 'given-to-agents',
    HOME: '/home/ada-lovelace',
    KEYBOARD_LAYOUT: 'de-neo2-qwertz',
    SSH_AUTH_SOCK: '/run/user/1000/ssh',
    SHORT_TOKEN: 'abc',
  }
  expect(secretsOf(env, ['MODEL_CHOICE', 'NOT_THERE'])).toEqual([
    'gem-12345678',
    'open-sesame',
    'given-to-agents',
  ])
})

test('what is shown to the receiver of the telemetry is secret, encoded or not', () => {
  const env = { OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Basic%20c2VjcmV0cw,x-team=%' }
  expect(secretsOf(env, [])).toEqual(['Basic%20c2VjcmV0cw', 'Basic c2VjcmV0cw', 'c2VjcmV0cw'])
})
