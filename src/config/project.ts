import { existsSync } from 'node:fs'
import path from 'node:path'

/**
 * The project a folder belongs to: the nearest folder upward that is known as a project or is a git
 * repository, else the folder itself. A home folder or a root is no project of what lies in it.
 */
export function projectOf(
  cwd: string,
  home: string,
  known: (folder: string) => boolean,
  holdsGit: (folder: string) => boolean = (folder) => existsSync(path.join(folder, '.git')),
): string {
  const start = path.resolve(cwd)
  for (let folder = start; ; folder = path.dirname(folder)) {
    if (folder === path.dirname(folder) || folder === path.resolve(home)) return start
    if (known(folder) || holdsGit(folder)) return folder
  }
}
