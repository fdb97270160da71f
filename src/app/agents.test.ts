import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readConfig } from '../config/config.ts'
import { agents } from './agents.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'agents-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

async function found(provider: string, command: string[]) {
  const config = join(folder, 'config.json')
  writeFileSync(config, JSON.stringify({ agents: { mine: { provider, command } } }))
  const all = agents({
    config: readConfig(config),
    data: join(folder, 'data'),
    demoCommand: ['demo-agent'],
    serverEnv: { PATH: '' },
    launcherPaths: [],
  })
  const mine = (await all.list(false)).find(({ name }) => name === 'mine')
  return { found: mine?.found, hint: mine?.hint }
}

function file(name: string, mode: number): string {
  const path = join(folder, name)
  writeFileSync(path, '')
  chmodSync(path, mode)
  return path
}

test('a module that is loaded need not be one that can be run', async () => {
  const sdk = file('sdk.mjs', 0o644)
  expect(await found('claude', [sdk])).toEqual({ found: sdk, hint: null })
  expect(await found('claude', [sdk, file('claude', 0o755)])).toEqual({ found: sdk, hint: null })
})

test('a program has to be one that can be run, also the one that a module is to use', async () => {
  const sdk = file('sdk.mjs', 0o644)
  const plain = file('plain', 0o644)
  expect(await found('acp', [plain])).toMatchObject({ found: null })
  expect(await found('claude', [sdk, plain])).toEqual({
    found: null,
    hint: `${sdk} ${plain} is not there: install it, or correct agents.mine.command in config.json`,
  })
  expect(await found('claude', ['sdk.mjs'])).toMatchObject({ found: null })
})
