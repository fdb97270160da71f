import { execFile } from 'node:child_process'
import { compareVersions } from './install-claude-state.ts'
import { programOf } from './program.ts'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Versions of Claude Code that the tested SDK is known to drive: from the first to below the second. All tests with
 * the real one were run with 2.1.300, 2.1.330 and 2.1.332; the first says of an answer that was interrupted that it
 * cost nothing.
 */
export const testedClaude = ['2.1.300', '2.2.0'] as const

export function isTested(version: string): boolean {
  const [from, below] = testedClaude
  return compareVersions(version, from) >= 0 && compareVersions(version, below) < 0
}

/** Where a `claude` is on PATH. Nothing is run. */
export function claudePath(env: Environment): string | null {
  return programOf(process.platform === 'win32' ? 'claude.exe' : 'claude', env)
}

/** A `claude` on PATH and the version it tells; null: none is there, or it tells none. */
export async function claudeOnPath(
  env: Environment,
): Promise<{ path: string; version: string } | null> {
  const path = claudePath(env)
  const version = path === null ? null : await versionOf(path, env)
  return path === null || version === null ? null : { path, version }
}

/** The version that a `claude` tells, or null. */
export async function versionOf(path: string, env: Environment): Promise<string | null> {
  return /\d+\.\d+\.\d+/.exec((await said(path, ['--version'], env)) ?? '')?.[0] ?? null
}

/**
 * Whether Claude Code says that it is signed in, by its own status command: no credential is looked at.
 * Null: it does not say.
 */
export async function signedIn(path: string, env: Environment): Promise<boolean | null> {
  const told = await said(path, ['auth', 'status', '--json'], env)
  const found = /"loggedIn"\s*:\s*(true|false)/.exec(told ?? '')?.[1]
  return found === undefined ? null : found === 'true'
}

/** What a program writes, whatever code it ends with; null: it cannot be run, or takes too long. */
function said(path: string, args: string[], env: Environment): Promise<string | null> {
  const { promise, resolve } = Promise.withResolvers<string | null>()
  execFile(
    path,
    args,
    { env: { ...env }, encoding: 'utf8', timeout: 15_000, windowsHide: true },
    (error, stdout) => resolve(error && typeof error.code !== 'number' ? null : stdout),
  )
  return promise
}
