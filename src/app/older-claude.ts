import { readdirSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { marked } from '../process/reap.ts'
import { sdkMark } from '../providers/claude/launch.ts'
import { readInstalled } from './install-claude-state.ts'

/**
 * Removes all versions below `home` but the one to keep, as far as no running agent was started with them.
 * One in use stays, and is removed by the next installation. `tell` is told of each. Needs the lock.
 */
export async function removeOlder(
  home: string,
  keep: string,
  tell: (line: string) => void,
): Promise<void> {
  const versions = readdirSync(home).filter((name) => /^\d+\.\d+\.\d+/.test(name))
  for (const version of versions.filter((name) => name !== keep)) {
    const folder = join(home, version)
    if (await isUsed(folder, version)) {
      tell(
        `Version ${version} stays: an agent that runs was started with it. Install again to remove it.`,
      )
      continue
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    tell(`Version ${version} is removed: nothing uses it.`)
  }
}

async function isUsed(folder: string, version: string): Promise<boolean> {
  // No environment of another process can be read there.
  if (process.platform === 'win32') return true
  const sdk = readInstalled(folder, version)?.sdk
  if (sdk === undefined) return false
  for (const path of new Set([sdk, realpathSync(sdk)]))
    if ((await marked(sdkMark, path)).length > 0) return true
  return false
}
