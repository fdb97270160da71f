import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export type FolderLock = { release(): void }

/**
 * Locks a runner's folder for this process. The system lets go of it when the process ends, however it
 * ends. Null: another process holds it.
 */
export function lockFolder(folder: string): FolderLock | null {
  const database = new DatabaseSync(join(folder, 'lock.sqlite'))
  try {
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    if (error instanceof Error && /locked|busy/.test(error.message)) return null
    throw error
  }
  return { release: () => database.close() }
}
