import { expect, test } from 'vitest'
import type { ToolItem } from './rows.ts'
import { shellResult } from './shell-result.ts'

function ran(output: string, status: ToolItem['status'] = 'completed'): ToolItem {
  return {
    id: 'i',
    settled: true,
    kind: 'tool',
    name: 'Bash',
    tool: 'execute',
    title: '',
    status,
    output,
  }
}

test.each([
  [' Test Files  3 passed (3)\n      Tests  42 passed (42)\n   Duration  8.1s', '42 passed'],
  ['\u001b[32m11 passed\u001b[39m in 3.1 s', '11 passed'],
  ['===== 12 passed, 1 skipped in 0.4s =====', '12 passed'],
  ['test result: ok. 7 passed; 0 failed; 0 ignored', '7 passed'],
  ['tests 3, pass 3, fail 0', '3 passed'],
  ['ℹ tests 3\nℹ pass 3\nℹ fail 0\nℹ cancelled 0', '3 passed'],
  ['  9 passing (20ms)', '9 passed'],
])('tests that passed are counted from what their runner says: %j', (output, word) => {
  expect(shellResult(ran(output))).toEqual({ word, good: true })
})

test.each([
  ['Tests  1 failed | 41 passed (42)', '1 failed'],
  ['11 passed, 2 failed in 3.1 s', '2 failed'],
  ['ℹ pass 2\nℹ fail 1\nℹ cancelled 0', '1 failed'],
  ['  8 passing (20ms)\n  3 failing', '3 failed'],
])('and those that failed: %j', (output, word) => {
  expect(shellResult(ran(output, 'failed'))).toEqual({ word, good: false })
  // Whoever ran them may have hidden how they ended.
  expect(shellResult(ran(output))).toEqual({ word, good: false })
})

test('any other command is done or failed, and one that runs is neither', () => {
  expect(shellResult(ran('12 files changed'))).toEqual({ word: 'done', good: true })
  expect(shellResult(ran('no such file', 'failed'))).toEqual({ word: 'failed', good: false })
  expect(shellResult(ran('1 passed', 'running'))).toBeNull()
})
