import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { statSync, writeFileSync } from 'node:fs'
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path'
import type { Project } from './scene.ts'

/** The folder an agent works in. Nothing outside it is ever written, whatever links say. */
export type Workspace = {
  path: (name: string) => string
  /** The text of a file, or null where there is none, it is larger than 256 KiB or lies outside. */
  read: (name: string) => string | null
  /** Writes a whole file, or says why not. */
  write: (name: string, text: string) => { refused: string } | null
  look: () => Project
}

const largestFile = 256 * 1024
const sources = new Set(['.ts', '.js', '.mjs', '.tsx', '.jsx', '.svelte', '.py', '.go', '.rs'])

export function workspaceAt(cwd: string): Workspace {
  const root = realpathSync(cwd)

  /** Why a path may not be touched, or null. Links are followed to where they really lead. */
  function outside(path: string): string | null {
    let there = path
    while (!existsSync(there) && dirname(there) !== there) {
      if (isLink(there)) return `${path} is a link that leads nowhere`
      there = dirname(there)
    }
    const real = realpathSync(there)
    return real === root || real.startsWith(root.endsWith(sep) ? root : root + sep)
      ? null
      : `${path} is outside the workspace ${root}`
  }

  function read(name: string): string | null {
    const path = resolve(root, name)
    if (!existsSync(path) || outside(path) !== null) return null
    const found = statSync(path)
    return found.isFile() && found.size <= largestFile ? readFileSync(path, 'utf8') : null
  }

  return {
    path: (name) => resolve(root, name),
    read,
    write(name, text) {
      const path = resolve(root, name)
      const refused = outside(path)
      if (refused !== null) return { refused }
      try {
        mkdirSync(dirname(path), { recursive: true })
        writeFileSync(path, text)
        return null
      } catch (error) {
        return { refused: error instanceof Error ? error.message : String(error) }
      }
    },
    look() {
      const files = sourceFiles(root, root, 3)
      const typed = files.some((file) => file.endsWith('.ts'))
      return { name: projectName(read, root), files, extension: typed ? 'ts' : 'js', read }
    },
  }
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false
}

function sourceFiles(root: string, folder: string, depth: number): string[] {
  const found: string[] = []
  let entries
  try {
    entries = readdirSync(folder, { withFileTypes: true })
  } catch {
    return [] // a folder that may not be read has nothing to show
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules' || entry.name === 'dist')
      continue
    const path = join(folder, entry.name)
    if (entry.isDirectory() && depth > 0) found.push(...sourceFiles(root, path, depth - 1))
    else if (entry.isFile() && sources.has(extname(entry.name))) found.push(relative(root, path))
    if (found.length >= 40) break
  }
  return found.slice(0, 40)
}

function projectName(read: (name: string) => string | null, root: string): string {
  const named = /"name"\s*:\s*"([^"]+)"/.exec(read('package.json') ?? '')
  return named?.[1] ?? basename(root)
}
