import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { installClaude } from '../../src/app/install-claude.ts'
import type { InstalledClaude } from '../../src/app/install-claude-state.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The tested SDK's module, and the `claude` program that came with it. */
    claude: { sdk: string; binary: string }
    /** The same module installed beside a `claude` that was there: the data folder, and the folder for PATH. */
    bareClaude: { data: string; bin: string }
  }
}

/**
 * The tested Claude Code, installed by our own installation into a cache outside of the project: once, then
 * kept. Where it cannot be installed, the tests fail with one line.
 */
export async function setup(project: TestProject): Promise<void> {
  const whole = await testedClaude()
  project.provide('claude', whole)
  project.provide('bareClaude', await bareClaude(whole.binary))
}

export async function testedClaude(): Promise<{ sdk: string; binary: string }> {
  const data = cache('claude')
  const { sdk, ...its } = await installed(data, onlyNpm(join(data, 'bin')))
  // Another version of Claude Code, to see that it is driven too.
  const binary = process.env.SIGNALBOX_TEST_CLAUDE ?? its.binary
  if (binary === null) throw new Error(`${data} has no claude program: remove the folder.`)
  return { sdk, binary }
}

/** As it is installed where the person has a `claude` already: without the program. */
async function bareClaude(claude: string): Promise<{ data: string; bin: string }> {
  const data = cache('claude-bare')
  const bin = onlyNpm(join(data, 'bin'))
  rmSync(join(bin, 'claude'), { force: true })
  symlinkSync(claude, join(bin, 'claude'))
  const { binary } = await installed(data, bin)
  if (binary !== null) throw new Error(`${data} has a claude program: remove the folder.`)
  return { data, bin }
}

function cache(name: string): string {
  const { env } = process
  const home = env.XDG_CACHE_HOME ?? join(env.HOME ?? homedir(), '.cache')
  return join(home, 'signalbox-test', name)
}

async function installed(data: string, path: string): Promise<InstalledClaude> {
  const done = await installClaude({
    data,
    env: { ...process.env, PATH: path },
    node: process.execPath,
    newId: randomUUID,
    onProgress: (told) => void ('line' in told && process.stdout.write(`${told.line}\n`)),
  })
  if ('refused' in done)
    throw new Error(
      `The tests with the real Claude Code need it from the npm registry, once: ${done.refused}`,
    )
  return done.installed
}

/** A folder with npm and nothing else: a `claude` of this machine, often beside it, is not the tested one. */
function onlyNpm(folder: string): string {
  const npm = (process.env.PATH ?? '').split(delimiter).map((one) => join(one, 'npm'))
  const found = npm.find((one) => existsSync(one))
  mkdirSync(folder, { recursive: true })
  const link = join(folder, 'npm')
  rmSync(link, { force: true })
  if (found !== undefined) symlinkSync(realpathSync(found), link)
  return folder
}
