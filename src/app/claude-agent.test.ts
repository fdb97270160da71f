import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { claudeAgent } from './claude-agent.ts'
import { testedSdk } from './install-claude-state.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'claude-agent-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** A stand-in for the program: it tells a version, and whether it is signed in as an account file says. */
function program(path: string, version = '2.1.330') {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(
    path,
    `#!/bin/sh
case "$1" in
  --version) echo "${version} (Claude Code)" ;;
  auth) if [ -n "$ANTHROPIC_API_KEY" ]; then echo '{ "loggedIn": true }'; else echo '{ "loggedIn": false }'; exit 1; fi ;;
esac
`,
  )
  chmodSync(path, 0o755)
  return path
}

const scope = () => join(folder, 'agents', 'claude', testedSdk, 'node_modules', '@anthropic-ai')

function sdk() {
  const at = join(scope(), 'claude-agent-sdk')
  mkdirSync(at, { recursive: true })
  writeFileSync(join(at, 'sdk.mjs'), '')
  writeFileSync(join(at, 'package.json'), JSON.stringify({ version: testedSdk }))
  return join(at, 'sdk.mjs')
}

const path = () => join(folder, 'bin')
const agent = (key?: string) =>
  claudeAgent(folder, { PATH: path(), ...(key !== undefined && { ANTHROPIC_API_KEY: key }) })

test('with neither its kit nor a claude the hint is the one line to run', async () => {
  expect(agent().command()).toBeNull()
  expect(await agent().told(true)).toEqual({
    found: null,
    version: null,
    signedIn: null,
    hint: 'run: signalbox agents install claude (about 430 MB)',
  })
})

test('with a claude on this machine the hint says that it will be used', async () => {
  const own = program(join(path(), 'claude'))
  const { found, hint } = await agent().told(true)
  expect(found).toBeNull()
  expect(hint).toBe(`run: signalbox agents install claude (about 66 MB; it uses your ${own})`)
})

test('the kit drives the claude on PATH, and says its version and sign-in', async () => {
  const own = program(join(path(), 'claude'))
  const module = sdk()
  expect(agent().command()).toEqual([module, own])
  const all = { found: own, version: '2.1.330' }
  expect(await agent('key').told(true)).toEqual({ ...all, signedIn: true, hint: null })
  expect(await agent().told(true)).toMatchObject({
    ...all,
    signedIn: false,
    hint: expect.stringContaining('sign in: run '),
  })
})

test('its own program goes before the one on PATH', () => {
  program(join(path(), 'claude'))
  const module = sdk()
  const own = program(join(scope(), 'claude-agent-sdk-linux-x64', 'claude'))
  expect(agent().command()).toEqual([module, own])
})

test('a version outside of what was tested is told', async () => {
  program(join(path(), 'claude'), '3.1.0')
  sdk()
  expect((await agent('key').told(true)).hint).toMatch(/^version 3\.1\.0 is not tested \(from 2/)
})

test('a kit whose claude is gone is not found', async () => {
  sdk()
  expect(agent().command()).toBeNull()
  expect((await agent().told(true)).hint).toContain('its program is gone; run: ')
})

test('looked at in passing, nothing is run', async () => {
  const own = program(join(path(), 'claude'))
  sdk()
  const found = { found: own, version: null, signedIn: null, hint: null }
  expect(await agent().told(false)).toEqual(found)
})
