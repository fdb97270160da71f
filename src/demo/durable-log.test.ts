import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { durableLog } from './durable-log.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'durable-log-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('an empty log has no last line', () => {
  const log = durableLog(join(folder, 'log'))
  expect(log.last()).toBeNull()
  log.close()
})

test('a torn line is cut off when the log is opened, whatever stands before it', () => {
  const line = fc.string({ unit: 'binary', maxLength: 40 }).map((text) => JSON.stringify(text))
  let run = 0
  fc.assert(
    fc.property(fc.array(line), fc.string(), (lines, torn) => {
      const path = join(folder, `log-${++run}`)
      const before = durableLog(path)
      for (const one of lines) before.append(one)
      before.close()
      appendFileSync(path, torn.replaceAll('\n', ''))
      const after = durableLog(path)
      expect(after.last()).toBe(lines.at(-1) ?? null)
      after.append('"next"')
      expect(after.last()).toBe('"next"')
      after.close()
      expect(readFileSync(path, 'utf8')).toBe([...lines, '"next"', ''].join('\n'))
    }),
    { numRuns: 60 },
  )
})

test('the last line is found also where it is longer than one look back', () => {
  const path = join(folder, 'log')
  const log = durableLog(path)
  log.append('short')
  log.append('x'.repeat(300_000))
  log.close()
  const again = durableLog(path)
  expect(again.last()).toHaveLength(300_000)
  again.close()
})
