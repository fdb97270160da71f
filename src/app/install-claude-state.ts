import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

type Environment = Readonly<Record<string, string | undefined>>

/** The version of the Claude Agent SDK that Signalbox is tested with. */
export const testedSdk = '0.3.330'

/** Versions of Claude Code that the tested SDK is known to drive: from the first to below the second. */
export const testedClaude = ['2.1.300', '3.0.0'] as const

export const sdkPackage = '@anthropic-ai/claude-agent-sdk'

/** An installation of the SDK: its module, and the `claude` program that came with it, if one did. */
export type InstalledClaude = { version: string; sdk: string; binary: string | null }

/** Where one version is installed in a data folder. */
export function claudeFolder(data: string, version: string): string {
  return join(data, 'agents', 'claude', version)
}

/** The SDK in a folder that was installed whole, or null. */
export function readInstalled(folder: string, version: string): InstalledClaude | null {
  const modules = join(folder, 'node_modules', '@anthropic-ai')
  const sdk = join(modules, 'claude-agent-sdk', 'sdk.mjs')
  if (!existsSync(sdk) || versionIn(join(modules, 'claude-agent-sdk')) !== version) return null
  const names = readdirSync(modules).filter((name) => name.startsWith('claude-agent-sdk-'))
  const programs = names.flatMap((name) => [
    join(modules, name, 'claude'),
    join(modules, name, 'claude.exe'),
  ])
  return { version, sdk, binary: programs.find((path) => existsSync(path)) ?? null }
}

/** The newest installation in a data folder: the tested one where it is there. */
export function installedClaude(data: string): InstalledClaude | null {
  const tested = readInstalled(claudeFolder(data, testedSdk), testedSdk)
  if (tested) return tested
  let versions: string[]
  try {
    versions = readdirSync(join(data, 'agents', 'claude'))
  } catch {
    // Nothing was ever installed.
    return null
  }
  const whole = versions
    .filter((version) => /^\d+\.\d+\.\d+/.test(version))
    .toSorted(compareVersions)
    .flatMap((version) => readInstalled(claudeFolder(data, version), version) ?? [])
  return whole.at(-1) ?? null
}

/** A `claude` on PATH and the version it tells, or null. It is run once. */
export function claudeOnPath(env: Environment): { path: string; version: string } | null {
  const windows = process.platform === 'win32'
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean)
  for (const path of folders.map((folder) => join(folder, windows ? 'claude.exe' : 'claude'))) {
    try {
      accessSync(path, constants.X_OK)
    } catch {
      // Not here: the next folder is tried.
      continue
    }
    const { stdout } = spawnSync(path, ['--version'], {
      env: { PATH: env.PATH, HOME: env.HOME, USERPROFILE: env.USERPROFILE },
      encoding: 'utf8',
      timeout: 10_000,
    })
    const version = /\d+\.\d+\.\d+/.exec(stdout ?? '')?.[0]
    if (version !== undefined) return { path, version }
  }
  return null
}

export function isTested(version: string): boolean {
  const [from, below] = testedClaude
  return compareVersions(version, from) >= 0 && compareVersions(version, below) < 0
}

/**
 * Whether Claude Code has something to sign in with. No secret is read: only whether one is there.
 * `unknown`: this system keeps it where we do not look.
 */
export function claudeSignIn(
  env: Environment,
  platform: NodeJS.Platform,
): 'yes' | 'no' | 'unknown' {
  const given = [
    'ANTHROPIC_API_KEY',
    'ANTHROPIC_AUTH_TOKEN',
    'CLAUDE_CODE_OAUTH_TOKEN',
    'CLAUDE_CODE_USE_BEDROCK',
    'CLAUDE_CODE_USE_VERTEX',
    'CLAUDE_CODE_USE_FOUNDRY',
  ]
  if (given.some((name) => env[name] !== undefined && env[name] !== '')) return 'yes'
  const home = env.CLAUDE_CONFIG_DIR ?? join(env.HOME ?? env.USERPROFILE ?? '', '.claude')
  if (existsSync(join(home, '.credentials.json'))) return 'yes'
  return platform === 'darwin' ? 'unknown' : 'no'
}

export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) =>
    version.split('.').map((part) => parseInt(part, 10)),
  )
  for (const index of [0, 1, 2]) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

function versionIn(folder: string): string | null {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    return typeof manifest === 'object' && manifest !== null && 'version' in manifest
      ? String(manifest.version)
      : null
  } catch {
    // Half an installation is none.
    return null
  }
}
