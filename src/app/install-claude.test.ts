import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { installClaude } from './install-claude.ts'
import {
  claudeSignIn,
  compareVersions,
  installedClaude,
  isTested,
  testedSdk,
} from './install-claude-state.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'install-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** A stand-in for npm that makes what `body` says in its working directory. */
function fakeNpm(body: string): string {
  const bin = join(folder, 'bin')
  mkdirSync(join(bin, 'node_modules', 'npm', 'bin'), { recursive: true })
  writeFileSync(
    join(bin, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    `const fs = require('fs')\n${body}`,
  )
  return bin
}

const makesSdk = (binary: boolean): string => `
  const at = 'node_modules/@anthropic-ai/claude-agent-sdk'
  fs.mkdirSync(at, { recursive: true })
  fs.writeFileSync(at + '/sdk.mjs', '')
  fs.writeFileSync(at + '/package.json', JSON.stringify({ version: '${testedSdk}' }))
  if (${binary} && !process.argv.includes('--omit=optional')) {
    fs.mkdirSync(at + '-linux-x64', { recursive: true })
    fs.writeFileSync(at + '-linux-x64/claude', '')
  }
  console.log('added 2 packages')`

function install(bin: string, version?: string) {
  const lines: string[] = []
  const done = installClaude({
    data: folder,
    ...(version !== undefined && { version }),
    env: { PATH: bin, HOME: folder },
    node: process.execPath,
    newId: () => 'one',
    onProgress: (line) => lines.push(line),
  })
  return done.then((result) => ({ result, lines }))
}

test('the tested version is installed whole, and once', async () => {
  const bin = fakeNpm(makesSdk(true))
  const { result, lines } = await install(bin)
  expect(result).toMatchObject({ already: false, program: null, installed: { version: testedSdk } })
  expect(lines).toContain('added 2 packages')
  expect(installedClaude(folder)?.binary).toContain('claude-agent-sdk-linux-x64')
  expect((await install(bin)).result).toMatchObject({ already: true })
})

test('with a tested claude on PATH the binary is left out', async () => {
  const bin = fakeNpm(makesSdk(true))
  writeFileSync(join(bin, 'claude'), '#!/bin/sh\necho "2.1.330 (Claude Code)"\n')
  chmodSync(join(bin, 'claude'), 0o755)
  const { result } = await install(bin)
  expect(result).toMatchObject({ program: join(bin, 'claude'), installed: { binary: null } })
})

test('an installation that fails leaves nothing and says why', async () => {
  const bin = fakeNpm(
    `${makesSdk(true)}; console.error('npm error code E404\\nnpm error 404 Not Found'); process.exit(1)`,
  )
  const { result } = await install(bin)
  expect(result).toEqual({ refused: 'npm ended with code 1: 404 Not Found' })
  expect(readdirSync(join(folder, 'agents', 'claude'))).toEqual([])
})

test('one without its program is refused', async () => {
  const { result } = await install(fakeNpm(makesSdk(false)))
  expect(result).toMatchObject({ refused: expect.stringContaining('without its claude program') })
  expect(existsSync(join(folder, 'agents', 'claude', testedSdk))).toBe(false)
})

test('what is no version is refused', async () => {
  const { result } = await install(folder, 'latest; rm -rf')
  expect(result).toMatchObject({ refused: expect.stringContaining('is no version') })
})

test('versions are compared by their numbers', () => {
  expect(compareVersions('0.3.99', '0.3.330')).toBeLessThan(0)
  expect(isTested('2.1.330')).toBe(true)
  expect(isTested('1.9.0')).toBe(false)
})

test('a sign-in is seen without reading it', () => {
  expect(claudeSignIn({ HOME: folder }, 'linux')).toBe('no')
  expect(claudeSignIn({ HOME: folder }, 'darwin')).toBe('unknown')
  expect(claudeSignIn({ ANTHROPIC_API_KEY: 'x' }, 'linux')).toBe('yes')
  mkdirSync(join(folder, '.claude'))
  writeFileSync(join(folder, '.claude', '.credentials.json'), '')
  expect(claudeSignIn({ HOME: folder }, 'linux')).toBe('yes')
})
