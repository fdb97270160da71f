import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { startChild } from './child.ts'

const folder = mkdtempSync(join(tmpdir(), 'signalbox-spawn-'))
const plain = join(folder, 'plain.txt')
const script = join(folder, 'script')
writeFileSync(plain, 'no program', { mode: 0o644 })
writeFileSync(script, '#!/no/such/interpreter\n', { mode: 0o755 })

afterAll(() => rmSync(folder, { recursive: true }))

const cases: [what: string, command: string[], cwd: string, message: RegExp][] = [
  [
    'a program that is nowhere on the PATH',
    ['no-such-agent'],
    folder,
    /"no-such-agent".*PATH.*inst/,
  ],
  ['a path without a file', [join(folder, 'none')], folder, /none": there is no such file; check/],
  ['a file that is not executable', [plain], folder, /plain.txt": it is not an executable.*chmod/],
  ['a script without its interpreter', [script], folder, /interpreter.*missing; install/],
  ['a missing folder', ['sh'], join(folder, 'gone'), /folder ".*gone" does not exist.*create/],
  ['a folder that is a file', ['sh'], plain, /plain.txt" is not a folder; choose/],
  ['an empty command', [], folder, /the command is empty; name a program/],
  ['arguments too large', ['sh', 'x'.repeat(3_000_000)], folder, /too large; pass less/],
]

test.each(cases)('%s is told in one line, and what to do', async (_, command, cwd, message) => {
  const child = startChild({ command, cwd, env: { PATH: '/usr/bin:/bin' } })
  expect(child.pid).toBe(0)
  child.write('ignored')
  child.closeInput()
  expect(child.writable()).toBe(false)
  for await (const batch of child.lines()) expect(batch).toBe('nothing')
  const exit = await child.stop('stopped')
  expect(exit).toMatchObject({ cause: 'spawn-failed', code: null, signal: null, stderr: '' })
  expect(exit.message).toMatch(message)
  expect(exit.message).not.toMatch(/\n/)
  expect(await child.exited).toBe(exit)
})
