import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import {
  claudeFolder,
  claudeOnPath,
  isTested,
  readInstalled,
  sdkPackage,
  testedSdk,
  type InstalledClaude,
} from './install-claude-state.ts'

type Environment = Readonly<Record<string, string | undefined>>

export type InstallClaude = {
  /** The data folder; what is installed goes into `agents/claude/<version>` below it. */
  data: string
  /** The SDK's version; the tested one unless given. */
  version?: string
  env: Environment
  /** The Node in use: it runs npm. */
  node: string
  newId: () => string
  /** Is told what happens, a line at a time. */
  onProgress: (line: string) => void
  /** Ends an installation that is under way; nothing is left of it. */
  signal?: AbortSignal
}

export type Installation =
  | {
      installed: InstalledClaude
      /** It was there before. */
      already: boolean
      /** The `claude` it is to be used with, where it is not the SDK's own. */
      program: string | null
    }
  | { refused: string }

/**
 * Installs the Claude Agent SDK into the data folder, beside the program and not as part of it: its licence
 * makes it the person's own. Where a tested `claude` is on PATH, the SDK's own copy is left out. It is made
 * in a folder of its own and moved at the end: an installation that was cut off leaves nothing half done.
 */
export async function installClaude(options: InstallClaude): Promise<Installation> {
  const { data, version = testedSdk, env, onProgress } = options
  if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    return { refused: `${version} is no version: give it as 0.3.330.` }
  const found = claudeOnPath(env)
  const program = found && isTested(found.version) ? found.path : null
  if (found && program === null)
    onProgress(
      `${found.path} is version ${found.version}, which is not tested: the SDK's own is used.`,
    )
  if (program !== null) onProgress(`Claude Code ${found?.version} at ${program} is used as it is.`)

  const folder = claudeFolder(data, version)
  const before = readInstalled(folder, version)
  if (before && (before.binary !== null || program !== null))
    return { installed: before, already: true, program: before.binary === null ? program : null }

  const npm = npmProgram(options.node, env)
  if (npm === null)
    return { refused: 'npm was not found beside Node or on PATH: install it, then try again.' }
  const staging = join(dirname(folder), `.staging-${options.newId()}`)
  mkdirSync(staging, { recursive: true, mode: 0o700 })
  try {
    writeFileSync(join(staging, 'package.json'), '{ "private": true }\n')
    onProgress(
      `Installing ${sdkPackage} ${version}${program === null ? ' with Claude Code (about 430 MB)' : ' (about 66 MB)'}…`,
    )
    const args = ['install', `${sdkPackage}@${version}`, '--save-exact', '--no-audit', '--no-fund']
    const failed = await run(
      [
        options.node,
        npm,
        ...args,
        '--ignore-scripts',
        ...(program === null ? [] : ['--omit=optional']),
      ],
      { cwd: staging, env: npmEnvironment(env), onProgress, signal: options.signal },
    )
    if (failed !== null) return { refused: failed }
    const made = readInstalled(staging, version)
    if (!made || (made.binary === null && program === null))
      return {
        refused: `npm installed ${sdkPackage} ${version} without ${made ? 'its claude program' : 'its module'}; try again, or install Claude Code itself first.`,
      }
    // An older one that lacks its program makes room.
    rmSync(folder, { recursive: true, force: true })
    renameSync(staging, folder)
  } finally {
    rmSync(staging, { recursive: true, force: true })
  }
  const installed = readInstalled(folder, version)
  if (!installed) return { refused: `The installation in ${folder} is not whole; try again.` }
  return { installed, already: false, program }
}

/** The script of npm: that of the Node in use, else the one on PATH. */
function npmProgram(node: string, env: Environment): string | null {
  const home = dirname(realpathSync(node))
  const script = join('node_modules', 'npm', 'bin', 'npm-cli.js')
  const beside = [join(home, '..', 'lib', script), join(home, script)]
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean)
  const named = folders.flatMap((folder) => [join(folder, 'npm'), join(folder, script)])
  for (const path of [...beside, ...named]) {
    if (!existsSync(path)) continue
    const real = realpathSync(path)
    if (real.endsWith('.js')) return real
  }
  return null
}

/** npm's own settings and the certificates stay; what an npm around us says of its own run does not. */
function npmEnvironment(env: Environment): Record<string, string> {
  const ofRun =
    /^(npm_(lifecycle|package|command|execpath|node_execpath)|init_cwd$|npm_config_(local_prefix|global|omit|include|prefix|dir)$)/i
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      value === undefined || ofRun.test(name) ? [] : [[name, value] as const],
    ),
  )
}

/** Runs a program to its end; null when it went well, else one line that says why not. */
function run(
  [program = '', ...args]: string[],
  how: {
    cwd: string
    env: Record<string, string>
    onProgress: (line: string) => void
    signal: AbortSignal | undefined
  },
): Promise<string | null> {
  const { promise, resolve } = Promise.withResolvers<string | null>()
  const child = spawn(program, args, {
    cwd: how.cwd,
    env: how.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(how.signal && { signal: how.signal }),
  })
  let last = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.split('\n').filter((part) => part.trim() !== '')) {
        how.onProgress(line.trimEnd())
        if (/npm (error|ERR!)/.test(line) && !/A complete log|^npm error\s*$/.test(line))
          last ||= line.replace(/^npm (error|ERR!)\s*(code \S+)?/, '').trim()
      }
    })
  child.once('error', (error) => resolve(`npm could not be run: ${error.message}`))
  child.once('close', (code) =>
    resolve(code === 0 ? null : `npm ended with code ${code}${last === '' ? '' : `: ${last}`}`),
  )
  return promise
}
