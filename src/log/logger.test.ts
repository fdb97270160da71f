import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  rmdirSync,
  statSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { logger, plainLog } from './logger.ts'

let scratch = ''
let file = ''
beforeEach(() => {
  scratch = mkdtempSync(path.join(tmpdir(), 'log-'))
  file = path.join(scratch, 'server.log')
})
afterEach(() => rmSync(scratch, { recursive: true, force: true }))

const now = () => Date.UTC(2026, 0, 2)
const lines = (from: string): Record<string, unknown>[] =>
  readFileSync(from, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

test('a line is JSON with time, level, message and fields, for this user alone', () => {
  logger({ file, now })('warn', 'slow', { ms: 12, error: new Error('why') })
  expect(lines(file)).toMatchObject([
    { at: '2026-01-02T00:00:00.000Z', level: 'warn', message: 'slow', ms: 12 },
  ])
  expect(lines(file)[0]?.error).toMatchObject({ message: 'why' })
  expect(statSync(file).mode & 0o777).toBe(0o600)
})

test('nothing secret gets in, by name or by value', () => {
  const hidden = new Set(['t0ken-"value"'])
  const log = logger({ file, now, hidden })
  log('info', 'Bearer t0ken-"value" came', {
    apiKey: 'k-1',
    nested: { Password: 'p-1', list: [{ secret: 's-1' }] },
    env: { PLAIN: 'e-1' },
    url: 'http://x/login?t=t0ken-"value"',
    inputTokens: 12,
  })
  hidden.add('later-given')
  log('info', 'later-given')
  const text = readFileSync(file, 'utf8')
  for (const secret of ['t0ken', 'k-1', 'p-1', 's-1', 'e-1', 'later-given'])
    expect(text).not.toContain(secret)
  expect(lines(file)[0]).toMatchObject({ inputTokens: 12, env: { PLAIN: '[hidden]' } })
})

test('the file is put aside when it grows, and only so many are kept', () => {
  const log = logger({ file, now, maxBytes: 300, files: 3 })
  for (let n = 0; n < 40; n++) log('info', `line ${n}`)
  expect(statSync(file).size).toBeLessThanOrEqual(300)
  expect(existsSync(`${file}.2`)).toBe(true)
  expect(existsSync(`${file}.3`)).toBe(false)
  expect(lines(file).at(-1)?.message).toBe('line 39')
  const newest = [`${file}.2`, `${file}.1`, file].flatMap(lines).map(({ message }) => message)
  expect(newest).toEqual(newest.map((_, i) => `line ${40 - newest.length + i}`))
})

test('what cannot be written is counted and told later; nothing is thrown', () => {
  mkdirSync(file)
  const log = logger({ file, now })
  log('info', 'one')
  log('info', 'two')
  rmdirSync(file)
  log('info', 'three')
  expect(lines(file)).toMatchObject([{ message: 'three', lost: 2 }])
})

test('an endless or circular field costs one short line', () => {
  const round: Record<string, unknown> = { name: 'round' }
  round.self = round
  const log = logger({ file, now })
  log('info', 'round', { round })
  log('info', 'long', { text: 'x'.repeat(1_000_000) })
  expect(lines(file)).toMatchObject([
    { message: 'round' },
    { message: 'long', cut: expect.anything() },
  ])
  expect(statSync(file).size).toBeLessThan(10_000)
})

test('a plain line is one line, whatever is in it', () => {
  const written: string[] = []
  plainLog((line) => written.push(line), ['hush-hush'])('error', 'a\nb hush-hush', { token: 'x' })
  expect(written).toEqual(['signalbox: error: a\\nb [hidden] {"token":"[hidden]"}\n'])
  const broken = plainLog(() => {
    throw new Error('stderr is gone')
  })
  expect(() => broken('info', 'x')).not.toThrow()
})
