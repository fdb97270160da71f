import { spawn } from 'node:child_process'
import { once } from 'node:events'
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
import { sdkMark } from '../providers/claude/launch.ts'
import { isTested } from './claude-program.ts'
import { installClaude, type Progress } from './install-claude.ts'
import { compareVersions, installedClaude, testedSdk } from './install-claude-state.ts'
import { installMark, npmEnvironment } from './npm.ts'

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

const makesSdk = (binary: boolean, version = testedSdk): string => `
  const at = 'node_modules/@anthropic-ai/claude-agent-sdk'
  fs.mkdirSync(at, { recursive: true })
  fs.writeFileSync(at + '/sdk.mjs', '')
  fs.writeFileSync(at + '/package.json', JSON.stringify({ version: '${version}' }))
  if (${binary} && !process.argv.includes('--omit=optional')) {
    fs.mkdirSync(at + '-linux-x64', { recursive: true })
    fs.writeFileSync(at + '-linux-x64/claude', '')
  }`

const fails = (code: string, message = '') => `
  console.error('npm error code ${code}\\nnpm error ${message}\\nnpm error A complete log of this run…')
  process.exit(1)`

/** Says that it began, and goes on for ever. */
const hangs = `${makesSdk(true)}
  console.error('npm warn it began')
  setInterval(() => {}, 1000)`

const home = () => join(folder, 'agents', 'claude')
const left = () => readdirSync(home()).filter((name) => name.startsWith('.'))

async function install(
  bin: string,
  options: { version?: string; signal?: AbortSignal; onLine?: (line: string) => void } = {},
) {
  const { onLine, ...more } = options
  const lines: string[] = []
  const result = await installClaude({
    data: folder,
    ...more,
    env: { PATH: bin, HOME: folder },
    node: process.execPath,
    newId: () => 'one',
    onProgress(progress: Progress) {
      if (!('line' in progress)) return
      lines.push(progress.line)
      onLine?.(progress.line)
    },
  })
  return { result, lines }
}

function claudeIn(bin: string, version: string) {
  writeFileSync(join(bin, 'claude'), `#!/bin/sh\necho "${version} (Claude Code)"\n`)
  chmodSync(join(bin, 'claude'), 0o755)
}

test('the tested version is installed whole, and once', async () => {
  const bin = fakeNpm(makesSdk(true))
  const { result, lines } = await install(bin)
  expect(result).toMatchObject({ already: false, program: null, installed: { version: testedSdk } })
  expect(lines.join()).toContain('with Claude Code, about 430 MB')
  expect(installedClaude(folder)?.binary).toContain('claude-agent-sdk-linux-x64')
  expect((await install(bin)).result).toMatchObject({ already: true })
})

test('with a tested claude on PATH the binary is left out', async () => {
  const bin = fakeNpm(makesSdk(true))
  claudeIn(bin, '2.1.330')
  const { result, lines } = await install(bin)
  expect(result).toMatchObject({ program: join(bin, 'claude'), installed: { binary: null } })
  expect(lines.join()).toContain('about 66 MB')
})

test('a claude on PATH of another version is told of, and the own one is installed', async () => {
  const bin = fakeNpm(makesSdk(true))
  claudeIn(bin, '1.0.9')
  const { result, lines } = await install(bin)
  expect(result).toMatchObject({ program: null, installed: { binary: expect.any(String) } })
  expect(lines[0]).toContain('is version 1.0.9, which is not tested')
})

test('one that was installed for a claude that is gone is made whole', async () => {
  const bin = fakeNpm(makesSdk(true))
  claudeIn(bin, '2.1.330')
  await install(bin)
  rmSync(join(bin, 'claude'))
  expect((await install(bin)).result).toMatchObject({ already: false })
  expect(installedClaude(folder)?.binary).not.toBeNull()
  expect(left()).toEqual([])
})

test('the version that was asked for last is the one in use', async () => {
  await install(fakeNpm(makesSdk(true)))
  await install(fakeNpm(makesSdk(true, '0.3.400')), { version: '0.3.400' })
  expect(installedClaude(folder)?.version).toBe('0.3.400')
  await install(fakeNpm(makesSdk(true)))
  expect(installedClaude(folder)?.version).toBe(testedSdk)
})

test('versions that nothing uses are removed by a good installation, and told of', async () => {
  await install(fakeNpm(makesSdk(true)))
  const failed = await install(fakeNpm(fails('EODD')), { version: '0.3.400' })
  expect(failed.result).toMatchObject({ why: 'failed' })
  expect(existsSync(join(home(), testedSdk))).toBe(true)
  const { lines } = await install(fakeNpm(makesSdk(true, '0.3.400')), { version: '0.3.400' })
  expect(lines).toContain(`Version ${testedSdk} is removed: nothing uses it.`)
  expect(existsSync(join(home(), testedSdk))).toBe(false)
  expect(installedClaude(folder)?.version).toBe('0.3.400')
})

test('a version that a running agent was started with stays until it is gone', async () => {
  await install(fakeNpm(makesSdk(true)))
  const old = installedClaude(folder)
  const agent = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
    env: { [sdkMark]: old?.sdk },
    stdio: 'ignore',
  })
  await once(agent, 'spawn')
  const bin = fakeNpm(makesSdk(true, '0.3.400'))
  const { lines } = await install(bin, { version: '0.3.400' })
  expect(lines).toContain(
    `Version ${testedSdk} stays: an agent that runs was started with it. Install again to remove it.`,
  )
  expect(existsSync(old?.sdk ?? '')).toBe(true)
  const gone = once(agent, 'exit')
  agent.kill()
  await gone
  const again = await install(bin, { version: '0.3.400' })
  expect(again.result).toMatchObject({ already: true })
  expect(again.lines).toContain(`Version ${testedSdk} is removed: nothing uses it.`)
  expect(existsSync(old?.sdk ?? '')).toBe(false)
})

test.each([
  ['ETARGET', 'usage', 'there is no @anthropic-ai/claude-agent-sdk 0.3.330'],
  ['E404', 'usage', 'there is no @anthropic-ai/claude-agent-sdk 0.3.330'],
  ['ECONNREFUSED', 'failed', 'npm does not reach its registry (ECONNREFUSED); look at'],
  ['EAI_AGAIN', 'failed', 'npm does not reach its registry (EAI_AGAIN); look at'],
  ['ENOSPC', 'failed', 'no space left: it takes about 430 MB'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'failed', 'does not trust its registry'],
  ['EODD', 'failed', 'npm could not install it: EODD odd things'],
])('npm ending with %s is told in one line and leaves nothing', async (code, why, line) => {
  const { result } = await install(fakeNpm(makesSdk(true) + fails(code, 'odd things')))
  expect(result).toMatchObject({ why, refused: expect.stringContaining(line) })
  expect('refused' in result && result.refused).not.toContain('\n')
  expect(left()).toEqual([])
  expect(installedClaude(folder)).toBeNull()
})

test('one without its program is refused', async () => {
  const { result } = await install(fakeNpm(makesSdk(false)))
  expect(result).toMatchObject({ refused: expect.stringContaining('without its claude program') })
  expect(existsSync(join(home(), testedSdk))).toBe(false)
})

test('what is no version is refused before anything is made', async () => {
  const { result } = await install(folder, { version: 'latest; rm -rf' })
  expect(result).toMatchObject({ refused: expect.stringContaining('is no version'), why: 'usage' })
  expect(existsSync(home())).toBe(false)
})

test('an interrupt ends npm, and nothing of it is left', async () => {
  const over = new AbortController()
  const { result } = await install(fakeNpm(hangs), {
    signal: over.signal,
    onLine: (line) => (line.includes('it began') ? over.abort() : undefined),
  })
  expect(result).toMatchObject({ refused: 'interrupted; nothing was installed' })
  expect(left()).toEqual([])
  expect(installedClaude(folder)).toBeNull()
})

test('what a killed installation left is ended and cleared by the next one', async () => {
  const staging = join(home(), '.staging-killed')
  mkdirSync(join(staging, 'node_modules'), { recursive: true })
  const orphan = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
    env: { [installMark]: staging },
    stdio: 'ignore',
  })
  await once(orphan, 'spawn')
  const gone = once(orphan, 'exit')
  expect((await install(fakeNpm(makesSdk(true)))).result).toMatchObject({ already: false })
  await gone
  expect(left()).toEqual([])
})

test('two at once make one: the second waits for the first', async () => {
  const bin = fakeNpm(`setTimeout(() => {${makesSdk(true)}}, 100)`)
  const [first, second] = await Promise.all([install(bin), install(bin)])
  const already = [first, second].map(({ result }) => 'already' in result && result.already)
  expect(already.filter((one) => one)).toHaveLength(1)
})

test('npm keeps its settings and certificates, and nothing of an npm around us', () => {
  mkdirSync(join(folder, 'etc'))
  mkdirSync(join(folder, 'bin'))
  writeFileSync(join(folder, 'etc', 'npmrc'), '')
  const kept = {
    NODE_EXTRA_CA_CERTS: '/ca.pem',
    npm_config_registry: 'https://npm.example',
    HTTPS_PROXY: 'http://proxy',
  }
  const PATH = join(folder, 'bin')
  expect(
    npmEnvironment(
      {
        ...kept,
        PATH,
        npm_config_local_prefix: '/x',
        npm_package_name: 'y',
        npm_config_global: '',
      },
      '/nowhere/bin/node',
    ),
  ).toEqual({ ...kept, PATH, npm_config_globalconfig: join(folder, 'etc', 'npmrc') })
})

test('versions are compared by their numbers', () => {
  expect(compareVersions('0.3.99', '0.3.330')).toBeLessThan(0)
  expect(isTested('2.1.330')).toBe(true)
  expect(isTested('1.9.0')).toBe(false)
})
