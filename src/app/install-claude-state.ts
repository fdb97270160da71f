import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The version of the Claude Agent SDK that Signalbox is tested with. */
export const testedSdk = '0.3.330'

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

/** The installation in use: the one that was asked for last, else the tested one, else the newest. */
export function installedClaude(data: string): InstalledClaude | null {
  for (const version of [chosenVersion(data), testedSdk]) {
    const whole = version === null ? null : readInstalled(claudeFolder(data, version), version)
    if (whole) return whole
  }
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

/** Remembers the version that the person asked for last. */
export function chooseVersion(data: string, version: string) {
  const file = chosenFile(data)
  writeFileSync(`${file}.new`, `${version}\n`)
  renameSync(`${file}.new`, file)
}

function chosenVersion(data: string): string | null {
  try {
    return readFileSync(chosenFile(data), 'utf8').trim()
  } catch {
    // None was chosen.
    return null
  }
}

function chosenFile(data: string): string {
  return join(data, 'agents', 'claude', 'version')
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
