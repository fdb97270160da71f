import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readToken } from './token.ts'

let scratch = ''
let file = ''
beforeEach(() => {
  scratch = mkdtempSync(path.join(tmpdir(), 'token-'))
  file = path.join(scratch, 'token')
})
afterEach(() => rmSync(scratch, { recursive: true, force: true }))

const silent = () => {}

test('a missing token is made once, for this user alone', () => {
  const token = readToken(file, silent)
  expect(token).toMatch(/^[\w-]{43}$/)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(readToken(file, silent)).toBe(token)
  expect(readdirSync(scratch)).toEqual(['token'])
})

test('processes that make it at once all read the same', async () => {
  const program = `import { readToken } from ${JSON.stringify(path.resolve('src/config/token.ts'))}
    console.log(readToken(${JSON.stringify(file)}, () => {}))`
  const run = promisify(execFile)
  const tokens = await Promise.all(
    [1, 2, 3, 4].map(() => run(process.execPath, ['--input-type=module', '-e', program])),
  )
  expect(new Set(tokens.map(({ stdout }) => stdout.trim()))).toEqual(
    new Set([readToken(file, silent)]),
  )
})

test('a file that others can read is closed, and told without the token', () => {
  const token = readToken(file, silent)
  chmodSync(file, 0o644)
  const told: string[] = []
  readToken(file, (line) => told.push(line))
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(told).toHaveLength(1)
  expect(told[0]).toMatch(/had mode 644 and was set to 600/)
  expect(told[0]).not.toContain(token)
})

test.each(['', 'short', `${'a'.repeat(50)} ${'b'.repeat(50)}`])('%j is no token', (text) => {
  writeFileSync(file, text, { mode: 0o600 })
  expect(() => readToken(file, silent)).toThrow(/does not hold a whole token; delete it/)
})

test('a folder in its place is told in one line', () => {
  expect(() => readToken(scratch, silent)).toThrow()
})
