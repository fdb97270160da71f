import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'

/** A folder that a path could go on to. */
export type Folder = { path: string; git: boolean }

const most = 30

/**
 * Folders whose path begins as `given` does, for completing it. `~` stands for the home folder; hidden ones
 * are offered only where a dot was typed. What cannot be read has none.
 */
export async function foldersAt(given: string, home = homedir()): Promise<Folder[]> {
  const whole = given === '~' || given.startsWith('~/') ? home + given.slice(1) : given
  if (!path.isAbsolute(whole)) return []
  const parent = whole.endsWith('/') ? whole : path.dirname(whole)
  const begun = whole.endsWith('/') ? '' : path.basename(whole)
  const entries = await readdir(parent, { withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .filter((name) => name.toLowerCase().startsWith(begun.toLowerCase()))
    .filter((name) => begun.startsWith('.') || !name.startsWith('.'))
    .sort((a, b) => a.localeCompare(b))
    .slice(0, most)
    .map((name) => {
      const folder = path.join(parent, name)
      return { path: folder, git: existsSync(path.join(folder, '.git')) }
    })
}
