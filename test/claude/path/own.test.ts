import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { wholePath } from './whole-path.ts'

// What a person set up for Claude Code in their own terminal: memory, rules, hooks and servers.

const path = await wholePath()
const inProject = (name: string) => join(path.project, name)

/** A hook that decides on what is echoed: told the call as JSON on its input. */
const hook = `#!/bin/sh
call=$(cat)
say() { printf '{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"%s","permissionDecisionReason":"%s"}}' "$1" "$2"; }
case "$call" in
  *hooked-in*) say allow 'welcome' ;;
  *hooked-out*) say deny 'not in this house' ;;
esac
`

beforeAll(() => {
  mkdirSync(inProject('.claude'), { recursive: true })
  writeFileSync(inProject('hook.sh'), hook, { mode: 0o755 })
  writeFileSync(inProject('CLAUDE.md'), 'We paint everything in moss.\n')
  const hooks = [{ matcher: 'Bash', hooks: [{ type: 'command', command: './hook.sh' }] }]
  // What a project allows counts for nothing until a person trusts its folder: theirs counts everywhere.
  const allow = ['Bash(touch ruled)']
  const own = { permissions: { allow }, enabledMcpjsonServers: ['gauge'] }
  writeFileSync(join(path.home, '.claude/settings.json'), JSON.stringify(own))
  const settings = { permissions: { deny: ['Bash(rm:*)'] }, hooks: { PreToolUse: hooks } }
  writeFileSync(inProject('.claude/settings.json'), JSON.stringify(settings))
  const gauge = {
    command: process.execPath,
    args: [resolve('test/programs/mcp-server.mjs')],
    env: { UNIT: 'two ells' },
  }
  writeFileSync(inProject('.mcp.json'), JSON.stringify({ mcpServers: { gauge } }))
})

test('what CLAUDE.md says goes to the model', async () => {
  const { ended } = await path.run('Remember', 'play:moss')
  expect((await ended).stdout).toContain('Moss it is.')
  expect(path.model.faults).toEqual([])
})

test('what a rule of the person allows or denies is asked by nobody, and shown as settled by it', async () => {
  const { id, ended } = await path.run('Rules', 'play:by-rule')
  expect((await ended).code).toBe(0)
  expect((await path.told(id))['']?.lines).toEqual([
    '> play:by-rule',
    'Bash completed: touch ruled = (Bash completed with no output)',
    'info: Allowed by your own Claude Code rules: touch ruled',
    expect.stringMatching(/^Bash failed: rm -r ruled = .* has been denied\.$/),
    expect.stringMatching(/^warning: Bash was denied by Claude Code's own rules: .*rm -r ruled/),
    'says: The rules spoke.',
    'completed',
  ])
})

test('what a hook of the person allows or denies is asked by nobody, and shown as settled by it', async () => {
  const { id, ended } = await path.run('Hooks', 'play:by-hook')
  expect((await ended).code).toBe(0)
  expect((await path.told(id))['']?.lines).toEqual([
    '> play:by-hook',
    'Bash completed: echo hooked-in = hooked-in',
    'info: Allowed by your own hook: echo hooked-in',
    'Bash failed: echo hooked-out = PreToolUse:Bash hook error: not in this house',
    'info: Denied by your own hook: echo hooked-out',
    'says: The hook spoke.',
    'completed',
  ])
})

test("what a rule denies a subagent is told in the subagent's own transcript", async () => {
  const { id, ended } = await path.run('Below', 'play:rule-below')
  expect((await ended).code).toBe(0)
  const told = await path.told(id)
  expect(told.sweeper?.lines).toEqual([
    '> Do it. play:rule-below-child',
    expect.stringMatching(/^Bash failed: rm -r ruled = .* has been denied\.$/),
    expect.stringMatching(/^warning: Bash was denied by Claude Code's own rules: .*rm -r ruled/),
    'says: The rules forbid it.',
    'completed',
  ])
  expect(told['']?.lines).toEqual([
    '> play:rule-below',
    'Agent completed: sweeper = The rules forbid it.',
    'says: It could not sweep.',
    'completed',
  ])
})

test("a tool of the person's own server is asked for like any other, and runs", async () => {
  const { id, ended } = await path.run('Measure', 'play:measures')
  expect((await ended).code).toBe(5)
  await path.cmd('approve', id)
  await path.rested(id)
  expect((await path.told(id))['']?.lines).toEqual([
    '> play:measures',
    'mcp__gauge__measure completed: measure (gauge) = The table is two ells long',
    'asks (approval) measure (gauge) → allow by person',
    'says: It was measured.',
    'completed',
  ])
})
