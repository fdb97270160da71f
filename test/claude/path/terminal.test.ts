import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { wholePath } from './whole-path.ts'

// As a person has it before them: `run` at a real terminal, answered with keys.

const path = await wholePath()
const as = ['--agent', 'claude', '--model', 'claude-sonnet-4-5']
const run = (title: string, prompt: string) => path.terminal('run', ...as, '--title', title, prompt)

/** What was pressed once too often is taken back before more is typed. */
const erased = '\x15'

test('at a terminal an edit is allowed and a command is denied with a reason, each by one key', async () => {
  const shown = run('By key', 'play:by-key')
  const edit = await shown.until(/y.{0,8}allow once/)
  expect(edit).toMatch(/hello\.txt/)
  expect(edit).toMatch(/\+ ?two/)
  await shown.press('y', /Allowed by you/)
  const command = await shown.until(/n.{0,8}deny/)
  expect(command).toMatch(/◆ touch .*\/never \(runs a command\)/)
  await shown.press('N', /Reason .*: /)
  shown.type(`${erased}rather not\r`)
  const { code, text } = await shown.ended
  expect([code, readFileSync(join(path.project, 'hello.txt'), 'utf8')]).toEqual([0, 'one\ntwo\n'])
  expect(text).toMatch(/completed · 1 turn/)
  const { id } = path.named('By key')
  expect((await path.told(id))['']?.lines).toEqual([
    '> play:by-key',
    expect.stringMatching(/^Write completed/),
    expect.stringMatching(/^asks \(approval\).*→ allow by person$/),
    expect.stringMatching(/^Bash failed: .*= rather not$/),
    expect.stringMatching(/^asks \(approval\).*→ deny "rather not" by person$/),
    'says: I do not.',
    'completed',
  ])
})

test('at a terminal a question is answered by the number of an option, and by words', async () => {
  const shown = run('Asked', 'play:question')
  const colours = await shown.until(/Which colour\?[^]*2\. Blue[^]*choose/)
  expect(colours).toContain('1. Red  as Red as can be')
  await shown.press('2', /Which size\?[^]*t type an answer/)
  await shown.press('t', /Answer .*: /)
  shown.type(`${erased}middling\r`)
  expect((await shown.ended).code).toBe(0)
})

test('at a terminal several answers of one question are chosen by their numbers', async () => {
  const shown = run('Several', 'play:several')
  await shown.until(/3\. Sunday[^]*Answer, as 1,3 or in words: /)
  await shown.press('1', /1/)
  shown.type(`${erased}1,3\r`)
  expect((await shown.ended).code).toBe(0)
  expect(path.model.faults).toEqual([])
})

test('at a terminal a request that is tried again says so while it is, and Ctrl-C stops it', async () => {
  const shown = run('Tried', 'play:locked')
  await shown.until(/! The model's API answered 401.*attempt 1 of 10[^]*Ctrl-C interrupts/)
  await shown.until(/attempt 2 of 10/)
  shown.type('\x03')
  expect((await shown.ended).code).toBe(3)
})

test('Ctrl-C once interrupts the turn, twice leaves and says how to come back', async () => {
  const first = run('Once', 'play:sleeps')
  await first.until(/\n\s+begun/)
  first.type('\x03')
  const once = await first.ended
  expect([once.code, once.text]).toEqual([3, expect.stringContaining('interrupted')])

  const second = run('Twice', 'play:sleeps')
  await second.until(/\n\s+begun/)
  second.type('\x03\x03')
  const twice = await second.ended
  expect(twice.text).toContain(`signalbox run --resume ${path.named('Twice').id}`)
  expect(existsSync(join(path.project, 'never'))).toBe(false)
})
