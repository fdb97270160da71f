import type { DatabaseSync } from 'node:sqlite'
import { eventsByOneIndex, firstSchema, projectsWithIds, promptsByRange } from './schema.ts'
import { transaction } from './transaction.ts'

/** One step of the schema. Never changed once released: the next step is added below it. */
export type Migration = { version: number; sql: string }

export const migrations: readonly Migration[] = [
  { version: 1, sql: firstSchema },
  {
    version: 2,
    // Few of many events: found without reading the others.
    sql: `CREATE INDEX prompts_of_session ON events (session, seq)
      WHERE type IN ('prompt.queued', 'prompt.edited', 'prompt.sent', 'prompt.steered')`,
  },
  { version: 3, sql: projectsWithIds },
  { version: 4, sql: eventsByOneIndex },
  { version: 5, sql: promptsByRange },
]

/** The schema that `steps` lead to. */
export function latest(steps: readonly Migration[] = migrations): number {
  return steps.at(-1)?.version ?? 0
}

/** The schema that a database has; 0 for a new one. */
export function schemaVersion(db: DatabaseSync): number {
  return Number(db.prepare('PRAGMA user_version').get()?.user_version)
}

/**
 * Brings a database to the newest schema, each step in a transaction of its own: a step that fails
 * leaves the schema before it. Takes no lock when there is nothing to do.
 */
export function migrate(db: DatabaseSync, steps: readonly Migration[] = migrations): void {
  for (const { version, sql } of steps) {
    if (schemaVersion(db) >= version) continue
    transaction(db, () => {
      // Asked again under the lock: another process may have done this step meanwhile.
      if (schemaVersion(db) >= version) return
      db.exec(sql)
      db.exec(`PRAGMA user_version = ${version}`)
    })
  }
}
