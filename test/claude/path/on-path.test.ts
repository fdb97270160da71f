import { expect, inject, test } from 'vitest'
import { join } from 'node:path'
import { wholePath } from './whole-path.ts'

// The person has a `claude` already: only the SDK was installed, and it drives theirs.

const path = await wholePath({ onPath: true })
const program = join(inject('bareClaude').bin, 'claude')

test('where a claude was on PATH, agents and doctor tell that it is used, and which version it is', async () => {
  expect(await path.cmd('agents')).toContain(program)
  expect((await path.cli('doctor')).stdout).toContain(program)
})

test('a session is run with it, and resumed', async () => {
  const { id, ended } = await path.run('With theirs', 'play:text')
  const { code, stdout } = await ended
  expect([code, stdout]).toEqual([0, expect.stringContaining('Hello from the script.')])
  expect((await path.cli('run', '--resume', id, 'And more. play:cached')).code).toBe(0)
  expect((await path.told(id))['']?.lines).toContain('says: Read from the cache.')
})
