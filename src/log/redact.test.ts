import { expect, test } from 'vitest'
import { without, withoutSecrets } from './redact.ts'

test.each([
  ['Authorization: Bearer abcdefghijkl', 'abcdefghijkl'],
  ['Proxy-Authorization: Basic dXNlcjpwYXNz', 'dXNlcjpwYXNz'],
  ['it said Bearer eyJhbGciOi.eyJzdWIiOi.c2lnbmF0', 'eyJ'],
  ['GET /login?token=0123456789abcdef&x=1', '0123456789abcdef'],
  ['ANTHROPIC_API_KEY=k-1234567890 node', 'k-1234567890'],
  ["password: 'hunter2hunter2'", 'hunter2'],
  ['https://ada:opensesame@example.com/x', 'opensesame'],
  [`key ${['sk', 'ant', 'api03', 'abcdefghijklmnop'].join('-')}`, 'sk-ant'],
  ['ghp_abcdefghijklmnopqrstuvwxyz0123456789', 'ghp_abc'],
  ['github_pat_11ABCDEFG0123456789_abc', '11ABCDEFG'],
  ['AKIAIOSFODNN7EXAMPLE', 'AKIA'],
  ['-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----', 'MIIE'],
])('what is a secret by its form is not told: %s', (text, secret) => {
  expect(withoutSecrets(text, [])).not.toContain(secret)
  const line = JSON.stringify({ message: `before ${text} after`, n: 1 })
  expect(without(line, [])).not.toContain(secret)
  expect(JSON.parse(without(line, []))).toMatchObject({ n: 1 })
})

test('what only looks like one is left as it is', () => {
  const plain =
    'inputTokens: 1234567, 30 tokens, the token of it, key to success, http://127.0.0.1:4747/'
  expect(withoutSecrets(plain, [])).toBe(plain)
  expect(without('{"tokens":1234567,"token":"[hidden]"}', [])).toBe(
    '{"tokens":1234567,"token":"[hidden]"}',
  )
})

test('a hidden value is not told, as it is or as JSON writes it; a short one hides nothing', () => {
  expect(withoutSecrets('say "pass"word now', ['"pass"word', 'say'])).toBe('say [hidden] now')
  expect(withoutSecrets(JSON.stringify('a "pass"word'), ['"pass"word'])).not.toContain('pass')
})

test('a long line of nothing costs no time', () => {
  const long = 'a'.repeat(200_000)
  const begun = performance.now()
  withoutSecrets(`${long}://${long}:${long}`, [])
  expect(performance.now() - begun).toBeLessThan(2_000)
})
