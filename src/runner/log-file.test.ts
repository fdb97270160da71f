import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { logFile } from './log-file.ts'

function place(): string {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-log-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'runner.log')
}

test('a log that is full becomes the older one of two, also over restarts', () => {
  const path = place()
  for (let count = 0; count < 100; count++)
    logFile(path, { now: () => 0, limit: 1000 })(`line ${count}`)
  expect(statSync(path).size).toBeLessThanOrEqual(1000)
  expect(statSync(`${path}.1`).size).toBeLessThanOrEqual(1000)
  expect(readFileSync(path, 'utf8')).toContain('1970-01-01T00:00:00.000Z line 99\n')
})

test('a log that cannot be written throws nothing', () => {
  logFile('/no/such/folder/runner.log', { now: () => 0 })('lost')
})
