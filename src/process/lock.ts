import { DatabaseSync } from 'node:sqlite'

export type Lock = { release(): void }

/**
 * Takes the lock that a file stands for. The system lets go of it when the process ends, however it
 * ends: it is an exclusive transaction on a small SQLite file. Null: another process holds it.
 */
export function lockFile(file: string): Lock | null {
  const database = new DatabaseSync(file)
  try {
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    if (error instanceof Error && /locked|busy/.test(error.message)) return null
    throw error
  }
  return { release: () => database.close() }
}
