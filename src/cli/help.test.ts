import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { commands } from './commands/index.ts'
import { completionFor, shells } from './completion.ts'
import { fakeWorld } from './testing/fake-world.ts'

const promised =
  'serve run ls show logs send queue interrupt stop resume close rm approvals approve deny answer status doctor agents demo export backup down completion'

test('every command is there', () => {
  expect(commands.map(({ name }) => name)).toEqual(expect.arrayContaining(promised.split(' ')))
})

test.each(commands.map(({ name }) => name))(
  '%s teaches with examples and takes the common options',
  async (name) => {
    const { run, out } = fakeWorld('/nowhere')
    expect(await run(name, '--help')).toBe(0)
    expect(out()).toMatch(/Examples:\n {2}\S+/)
    expect(out()).toContain('--data <dir>')
    expect(out()).toContain('--json')
  },
)

test.each(shells)('the completion for %s knows every command and option', (shell) => {
  const script = completionFor(shell, commands)
  for (const { name, flags } of commands) {
    expect(script).toContain(name)
    for (const { flags: words } of flags)
      expect(script).toContain(/--([\w-]+)/.exec(words)?.[1] ?? 'nothing')
  }
})

test('bash completes commands, options and choices', () => {
  const script = completionFor('bash', commands)
  const complete = (...words: string[]) => {
    const line = `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _signalbox; echo "\${COMPREPLY[@]}"`
    return execFileSync('bash', ['-c', `${script}\n${line}`], { encoding: 'utf8' }).trim()
  }
  expect(complete('signalbox', 'appro')).toBe('approvals approve')
  expect(complete('signalbox', 'run', '--perm')).toBe('--permission')
  expect(complete('signalbox', 'run', '--permission', 'b')).toBe('bypass')
  expect(complete('signalbox', 'queue', 'x', 'dr')).toBe('drop')
})
