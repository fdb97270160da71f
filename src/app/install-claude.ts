import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { lockFile, type Lock } from '../process/lock.ts'
import { reap } from '../process/reap.ts'
import { claudeOnPath, isTested } from './claude-program.ts'
import { failureLine } from './install-failure.ts'
import {
  chooseVersion,
  claudeFolder,
  readInstalled,
  sdkPackage,
  testedSdk,
  type InstalledClaude,
} from './install-claude-state.ts'
import { measured } from './install-progress.ts'
import { installMark, npmEnvironment, npmScript, runNpm } from './npm.ts'
import { removeOlder } from './older-claude.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** What goes on: a line for the person, or how much of about how much is on disk. */
export type Progress = { line: string } | { bytes: number; about: number }

export type InstallClaude = {
  /** The data folder; what is installed goes into `agents/claude/<version>` below it. */
  data: string
  /** The SDK's version; the tested one unless given. */
  version?: string
  env: Environment
  /** The Node in use: it runs npm. */
  node: string
  newId: () => string
  onProgress: (progress: Progress) => void
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
  /** `usage`: what was asked for does not exist. */
  | { refused: string; why: 'usage' | 'failed' }

const MB = 1_000_000
/** What an installation takes on disk, with and without Claude Code itself. */
const whole = 430 * MB
const bare = 66 * MB

/**
 * Installs the Claude Agent SDK into the data folder, beside the program and not as part of it: its licence
 * makes it the person's own. Where a tested `claude` is on PATH, the SDK's own copy is left out. It is made
 * in a folder of its own and moved at the end: an installation that was cut off leaves nothing half done.
 */
export async function installClaude(options: InstallClaude): Promise<Installation> {
  const { data, version = testedSdk, env, onProgress, signal } = options
  if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    return { refused: `"${version}" is no version; give it as ${testedSdk}`, why: 'usage' }
  const found = await claudeOnPath(env)
  const program = found && isTested(found.version) ? found.path : null
  if (found && program === null)
    onProgress({
      line: `${found.path} is version ${found.version}, which is not tested: the SDK's own is used.`,
    })
  if (program !== null)
    onProgress({ line: `Claude Code ${found?.version} at ${program} is used as it is.` })

  const home = dirname(claudeFolder(data, version))
  mkdirSync(home, { recursive: true, mode: 0o700 })
  const lock = await locked(home, onProgress, signal)
  if (lock === null) return interrupted
  try {
    await sweep(home)
    const done =
      thereAlready(data, version, program) ?? (await made(options, version, program, home))
    if ('installed' in done) await removeOlder(home, version, (line) => onProgress({ line }))
    return done
  } finally {
    lock.release()
  }
}

const interrupted = { refused: 'interrupted; nothing was installed', why: 'failed' } as const

function thereAlready(data: string, version: string, program: string | null): Installation | null {
  const installed = readInstalled(claudeFolder(data, version), version)
  if (!installed || (installed.binary === null && program === null)) return null
  chooseVersion(data, version)
  return { installed, already: true, program: installed.binary === null ? program : null }
}

async function made(
  { data, env, node, newId, onProgress, signal }: InstallClaude,
  version: string,
  program: string | null,
  home: string,
): Promise<Installation> {
  const script = npmScript(node, env)
  if (script === null)
    return {
      refused: 'npm was not found beside Node or on PATH; install it, then try again',
      why: 'failed',
    }
  const about = program === null ? whole : bare
  const free = freeBytes(home)
  if (free < about)
    return {
      refused: `no space: it takes about ${about / MB} MB, and ${Math.floor(free / MB)} MB are free where ${data} is; make room, or name another folder with --data`,
      why: 'failed',
    }
  const folder = claudeFolder(data, version)
  const staging = join(home, `.staging-${newId()}`)
  mkdirSync(staging, { mode: 0o700 })
  try {
    writeFileSync(join(staging, 'package.json'), '{ "private": true }\n')
    onProgress({
      line: `Installing ${sdkPackage} ${version}${program === null ? ' with Claude Code' : ''}, about ${about / MB} MB, into ${folder}`,
    })
    const done = measured(staging, (bytes) => onProgress({ bytes, about }))
    const failure = await runNpm({
      node,
      script,
      args: [
        'install',
        `${sdkPackage}@${version}`,
        '--save-exact',
        '--ignore-scripts',
        '--no-audit',
        '--no-fund',
        '--no-update-notifier',
        // Where no registry answers, the person hears of it within half a minute.
        '--fetch-retry-maxtimeout=10000',
        program === null ? '--include=optional' : '--omit=optional',
      ],
      cwd: staging,
      env: npmEnvironment(env, node),
      mark: staging,
      onLine: (line) => {
        if (/^npm warn/i.test(line)) onProgress({ line })
      },
      signal,
    })
    await done()
    if (signal?.aborted) return interrupted
    if (failure)
      return failureLine(failure, { name: `${sdkPackage} ${version}`, data, about: about / MB })
    const there = readInstalled(staging, version)
    if (!there || (there.binary === null && program === null))
      return {
        refused: `npm installed ${sdkPackage} ${version} without ${there ? 'its claude program' : 'its module'}; try again, or install Claude Code itself first`,
        why: 'failed',
      }
    // An older one that lacks its program makes room, whole: a kill in between leaves none, not a half.
    const old = join(home, `.old-${newId()}`)
    if (existsSync(folder)) renameSync(folder, old)
    renameSync(staging, folder)
    chooseVersion(data, version)
    rmSync(old, { recursive: true, force: true })
  } finally {
    rmSync(staging, { recursive: true, force: true, maxRetries: 5 })
  }
  const installed = readInstalled(folder, version)
  return installed
    ? { installed, already: false, program }
    : { refused: `what is in ${folder} is not whole; remove it and try again`, why: 'failed' }
}

/** Waits while another installation is under way; null: told to end. The system frees it with its holder. */
async function locked(
  home: string,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal | undefined,
): Promise<Lock | null> {
  for (let waits = false; !signal?.aborted;) {
    const lock = lockFile(join(home, 'lock.sqlite'))
    if (lock) return lock
    if (!waits) onProgress({ line: 'Another installation is under way: waiting for it…' })
    waits = true
    // An end of the wait by the signal is no error.
    await pause(200, undefined, signal ? { signal } : {}).catch(() => undefined)
  }
  return null
}

/** Clears what installations that were killed left, and ends what of them still runs. Needs the lock. */
async function sweep(home: string) {
  for (const name of readdirSync(home).filter((each) => /^\.(staging|old)-/.test(each))) {
    const left = join(home, name)
    await reap(installMark, left)
    rmSync(left, { recursive: true, force: true, maxRetries: 5 })
  }
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}
