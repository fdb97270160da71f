import { expect, test } from 'vitest'
import type { Permission } from '../../core/ask.ts'
import { modeFor } from './mode.ts'

const claude = ['default', 'acceptEdits', 'plan', 'auto', 'bypassPermissions']
const gemini = ['default', 'autoEdit', 'yolo', 'plan']
const opencode = ['build', 'plan']

function mode(permission: Permission, offered: string[], current: string): string {
  const choice = { offered: offered.map((id) => ({ id, name: id })), current, config: null }
  return modeFor(permission, choice) ?? current
}

test('each permission finds the mode that an agent has for it', () => {
  expect(mode('ask', claude, 'auto')).toBe('default')
  expect(mode('accept-edits', claude, 'auto')).toBe('acceptEdits')
  expect(mode('plan', claude, 'auto')).toBe('plan')
  expect(mode('bypass', claude, 'auto')).toBe('bypassPermissions')
  expect(mode('accept-edits', gemini, 'default')).toBe('autoEdit')
  expect(mode('bypass', gemini, 'default')).toBe('yolo')
  expect(mode('plan', opencode, 'build')).toBe('plan')
})

test('an agent without a fitting mode stays in one that asks', () => {
  expect(mode('ask', opencode, 'build')).toBe('build')
  expect(mode('bypass', opencode, 'build')).toBe('build')
  expect(mode('ask', opencode, 'plan')).toBe('build')
  expect(mode('plan', ['code', 'auto'], 'auto')).toBe('code')
  expect(mode('ask', ['auto', 'full-access', 'plan'], 'auto')).toBe('auto')
})
