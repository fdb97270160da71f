import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { wholePath } from './whole-path.ts'

// What a person allows for good: from the start, or while it works.

const path = await wholePath()
const here = (name: string) => existsSync(join(path.project, name))
/** Claude Code bypasses nothing for root, but in a sandbox. */
const sandbox = ['--env', 'IS_SANDBOX=1']
const touched = '> play:touch'

test('what waits goes on when its session is set to bypass, and nothing is asked any more', async () => {
  const { id, ended } = await path.run('Let go', 'play:touch', ...sandbox)
  expect((await ended).code).toBe(5)
  expect(here('touched')).toBe(false)
  await path.cmd('set', id, '--permission', 'bypass')
  await path.rested(id)
  expect(here('touched')).toBe(true)
  rmSync(join(path.project, 'touched'))
  expect((await path.cli('run', '--resume', id, 'play:touch')).code).toBe(0)
  expect(here('touched')).toBe(true)
  const call = expect.stringMatching(/^Bash completed: touch/)
  const asked = expect.stringMatching(/^asks .*→ allow by policy$/)
  const goesOn = ['says: The call came back.', 'completed']
  expect((await path.told(id))['']?.lines).toEqual([
    touched,
    call,
    asked,
    'agent set: permission bypass',
    ...goesOn,
    touched,
    call,
    asked,
    ...goesOn,
  ])
})

test('a session that was begun to bypass asks nothing at all', async () => {
  rmSync(join(path.project, 'touched'), { force: true })
  const bypass = ['--permission', 'bypass', ...sandbox]
  const { id, ended } = await path.run('Let go at once', 'play:touch', ...bypass)
  expect((await ended).code).toBe(0)
  expect(here('touched')).toBe(true)
  expect(path.session(id).mode).toBe('bypassPermissions')
  expect((await path.told(id))['']?.lines).toEqual([
    touched,
    expect.stringMatching(/^Bash completed: touch/),
    'says: The call came back.',
    'completed',
  ])
})

test('for root nothing is bypassed: that is said, and the model is asked nothing', async () => {
  const asked = path.model.asked.length
  const flags = ['--agent', 'claude', '--permission', 'bypass']
  const { code, stdout } = await path.cli('run', ...flags, 'play:touch')
  const refusal = 'Claude Code does not bypass permissions for root: choose another permission'
  const root = process.getuid?.() === 0
  expect([code, stdout.includes(refusal)]).toEqual(root ? [4, true] : [0, false])
  expect(path.model.asked.length).toBe(root ? asked : asked + 2)
})
