import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import path from 'node:path'

/** Why no agent could work in a folder, in one line; null: it can. */
export async function folderProblem(folder: string): Promise<string | null> {
  if (!path.isAbsolute(folder)) return `The folder "${folder}" must be given as an absolute path.`
  try {
    const found = await stat(folder)
    if (!found.isDirectory()) return `${folder} is a file; give a folder.`
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK)
    return null
  } catch (error) {
    switch (error instanceof Error && 'code' in error ? error.code : undefined) {
      case 'ENOENT':
        return `The folder ${folder} does not exist; create it or give another.`
      case 'ENOTDIR':
        return `${folder} lies below a file; give a folder.`
      case 'EACCES':
      case 'EPERM':
      case 'EROFS':
        return `The folder ${folder} cannot be read and written by this user; change its permissions or give another.`
      default:
        return `The folder ${folder} cannot be used: ${error instanceof Error ? error.message : String(error)}.`
    }
  }
}
