import { existsSync } from 'node:fs'
import path from 'node:path'

/**
 * The project a folder belongs to: the nearest folder upward that is a git repository, else the folder
 * itself. A home folder or a root under git is no project of what lies in it.
 */
export function projectOf(
  cwd: string,
  home: string,
  holdsGit: (folder: string) => boolean = (folder) => existsSync(path.join(folder, '.git')),
): string {
  const start = path.resolve(cwd)
  for (let folder = start; ; folder = path.dirname(folder)) {
    if (folder === path.dirname(folder) || folder === path.resolve(home)) return start
    if (holdsGit(folder)) return folder
  }
}
