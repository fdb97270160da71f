import { expect, test } from 'vitest'
import { logLines } from './log.ts'

test('lines are joined, and half a line waits for its end', () => {
  const log = logLines()
  log.add('one\ntwo\nthr')
  expect(log.take()).toEqual({ type: 'log', text: 'one\ntwo' })
  expect(log.take()).toBeNull()
  log.add('ee\n')
  log.add('four')
  expect(log.take()).toEqual({ type: 'log', text: 'three' })
  expect(log.end()).toEqual({ type: 'log', text: 'four' })
})

test('a flood is counted, not held', () => {
  const log = logLines()
  for (let count = 0; count < 10_000; count += 1) log.add('x'.repeat(99) + '\n')
  const report = log.take()
  expect(Buffer.byteLength(report?.text ?? '')).toBeLessThanOrEqual(4096)
  expect((report?.text.split('\n').length ?? 0) + (report?.dropped ?? 0)).toBe(10_000)
})

test('a line without an end is bounded', () => {
  const log = logLines()
  for (let count = 0; count < 100; count += 1) log.add('x'.repeat(10_000))
  expect(Buffer.byteLength(log.end()?.text ?? '')).toBeLessThanOrEqual(4096)
})
