import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { installClaude } from '../../src/app/install-claude.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The tested SDK's module, and the `claude` program that came with it. */
    claude: { sdk: string; binary: string }
  }
}

/**
 * The tested Claude Code, installed by our own installation into a cache outside of the project: once, then
 * kept. Where it cannot be installed, the tests fail with one line.
 */
export async function setup(project: TestProject): Promise<void> {
  project.provide('claude', await testedClaude())
}

export async function testedClaude(): Promise<{ sdk: string; binary: string }> {
  const { env, execPath } = process
  const data = join(
    env.XDG_CACHE_HOME ?? join(env.HOME ?? homedir(), '.cache'),
    'signalbox-test',
    'claude',
  )
  const done = await installClaude({
    data,
    env: { ...env, PATH: onlyNpm(join(data, 'bin'), env.PATH ?? '') },
    node: execPath,
    newId: randomUUID,
    onProgress: (told) => void ('line' in told && process.stdout.write(`${told.line}\n`)),
  })
  if ('refused' in done)
    throw new Error(
      `The tests with the real Claude Code need it from the npm registry, once: ${done.refused}`,
    )
  const { sdk, binary } = done.installed
  if (binary === null) throw new Error(`${data} has no claude program: remove the folder.`)
  return { sdk, binary }
}

/** A folder with npm and nothing else: a `claude` of this machine, often beside it, is not the tested one. */
function onlyNpm(folder: string, path: string): string {
  const npm = path.split(delimiter).map((one) => join(one, 'npm'))
  const found = npm.find((one) => existsSync(one))
  mkdirSync(folder, { recursive: true })
  const link = join(folder, 'npm')
  rmSync(link, { force: true })
  if (found !== undefined) symlinkSync(realpathSync(found), link)
  return folder
}
