import type { DatabaseSync } from 'node:sqlite'
import { StoreUnusable } from '../unusable.ts'
import { latest, schemaVersion } from './migrations.ts'
import { applicationId } from './schema.ts'

/** Above this the pages are not all looked at: opening must not take longer than a moment. */
const smallEnough = 16 * 1024 * 1024

/**
 * Refuses a database that is damaged, newer than this program, or not ours. Reads the header and
 * the schema, and every page only of a small one. Changes nothing.
 */
export function inspect(db: DatabaseSync, file: string): void {
  const figure = (pragma: string) => Number(db.prepare(`PRAGMA ${pragma}`).get()?.[pragma])
  const tables = Number(db.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()?.tables)
  if (tables > 0 && figure('application_id') !== applicationId)
    throw new StoreUnusable('corrupt', `${file} is a database of some other program.`)

  const found = schemaVersion(db)
  if (found > latest())
    throw new StoreUnusable(
      'newer',
      `${file} has schema ${found}, this version knows ${latest()}: ` +
        'install the newer version again, or use another data folder.',
    )

  if (figure('page_count') * figure('page_size') > smallEnough) return
  const fault = db.prepare('PRAGMA quick_check(1)').get()?.quick_check
  if (fault !== 'ok')
    throw new StoreUnusable(
      'corrupt',
      `${file} is damaged: ${String(fault).replaceAll('\n', ' ')}.`,
    )
}
