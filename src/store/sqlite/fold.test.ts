import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { folding, grown } from './fold.ts'

const page = 4096

function place() {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-fold-'))
  const file = join(folder, 'log.sqlite')
  const db = new DatabaseSync(file)
  db.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE t (a)',
  )
  const log = folding(db, file)
  onTestFinished(() => {
    log.end()
    db.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const insert = db.prepare('INSERT INTO t VALUES (zeroblob(?))')
  return { db, log, walPages: () => statSync(`${file}-wal`).size / page, insert }
}

// Less than a thread that has nothing to do stays: one that answers but once would be let go only then.
const soon = { timeout: 20_000 }

test('a log that grows is folded in while more is written, and begun anew', soon, async () => {
  const { log, walPages, insert, db } = place()
  for (let round = 0; round < 3; round += 1) {
    for (let written = 0; written < 1.2 * grown; written += 50) {
      insert.run(50 * page)
      log.look()
    }
    await log.settled()
  }
  expect(walPages()).toBeLessThan(2 * 1.2 * grown)
  const { log: all, checkpointed } = db.prepare('PRAGMA wal_checkpoint(NOOP)').get() ?? {}
  expect(Number(all) - Number(checkpointed)).toBe(0)
})

test('asked for while it goes on by itself, both come to their end, and the log is empty', async () => {
  const { log, walPages, insert } = place()
  insert.run(1.2 * grown * page)
  log.look()
  await Promise.all([log.fold(), log.fold()])
  expect(walPages()).toBe(0)
})

test('an end in the middle of it leaves nothing undone that was asked for, and throws at nobody', async () => {
  const { log, insert, db } = place()
  insert.run(1.2 * grown * page)
  const asked = log.fold()
  log.end()
  await asked
  expect(db.prepare('SELECT count(*) AS n FROM t').get()).toEqual({ n: 1 })
})
