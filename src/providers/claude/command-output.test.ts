import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { commandOutput } from './command-output.ts'

const started = {
  type: 'system',
  subtype: 'task_started',
  task_type: 'local_bash',
  task_id: 't1',
  tool_use_id: 'call',
}

function told(message: object = started) {
  const base = mkdtempSync(join(tmpdir(), 'output-'))
  onTestFinished(() => rmSync(base, { recursive: true }))
  const folder = join(base, 'claude-7', '-w-my-shop', 'session', 'tasks')
  mkdirSync(folder, { recursive: true })
  const output = commandOutput({ TMPDIR: base }, '/w/my.shop', 7)
  output.note(message, 'session')
  return { output, file: join(folder, 't1.output') }
}

test('what a running command writes is taken piece by piece, letters whole, until it is over', () => {
  const { output, file } = told()
  expect([output.watching(), output.take()]).toEqual([true, []])
  writeFileSync(file, 'one\n')
  expect(output.take()).toEqual([{ call: 'call', text: 'one\n' }])
  expect(output.take()).toEqual([])
  appendFileSync(file, Buffer.from('zwö').subarray(0, 3))
  expect(output.take()).toEqual([{ call: 'call', text: 'zw' }])
  appendFileSync(file, Buffer.from('zwö').subarray(3))
  expect(output.take()).toEqual([{ call: 'call', text: 'ö' }])
  output.note({ type: 'system', subtype: 'task_notification', task_id: 't1' }, 'session')
  expect([output.watching(), output.take()]).toEqual([false, []])
})

test('only its beginning is shown of one that floods', () => {
  const { output, file } = told()
  writeFileSync(file, 'x'.repeat(200_000))
  const texts = Array.from({ length: 20 }, () => output.take()).flat()
  expect(texts.map(({ text }) => text).join('')).toHaveLength(64 * 1024)
})

test('subagents and commands in the background are not watched', () => {
  expect(told({ ...started, task_type: 'local_agent' }).output.watching()).toBe(false)
  expect(told({ ...started, is_backgrounded: true }).output.watching()).toBe(false)
})
