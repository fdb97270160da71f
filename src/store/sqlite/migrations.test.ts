import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { latest, migrate, migrations, schemaVersion, type Migration } from './migrations.ts'

let db: DatabaseSync
beforeEach(() => (db = new DatabaseSync(':memory:')))
afterEach(() => db.close())

const first: Migration = { version: 1, sql: 'CREATE TABLE a (x)' }
const second: Migration = {
  version: 2,
  sql: 'ALTER TABLE a ADD COLUMN y; INSERT INTO a VALUES (1, 2)',
}
const rows = () =>
  db
    .prepare('SELECT * FROM a')
    .all()
    .map((row) => ({ ...row }))

test('steps are numbered from 1 without gaps', () => {
  expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, i) => i + 1))
})

test('a new database takes every step', () => {
  migrate(db)
  expect(schemaVersion(db)).toBe(latest())
})

test('an older database takes the steps that it lacks, once, and keeps what it has', () => {
  migrate(db, [first])
  db.exec('INSERT INTO a VALUES (0)')
  migrate(db, [first, second])
  migrate(db, [first, second])
  expect(rows()).toEqual([
    { x: 0, y: null },
    { x: 1, y: 2 },
  ])
  expect(schemaVersion(db)).toBe(2)
})

test('a step that fails half-way leaves the schema before it', () => {
  const broken: Migration = { version: 2, sql: `${second.sql}; INSERT INTO nowhere VALUES (1)` }
  expect(() => migrate(db, [first, broken])).toThrow('nowhere')
  expect(schemaVersion(db)).toBe(1)
  expect(rows()).toEqual([])
  migrate(db, [first, second])
  expect(rows()).toEqual([{ x: 1, y: 2 }])
})

test('a newer database is left alone', () => {
  db.exec('PRAGMA user_version = 99')
  migrate(db)
  expect(schemaVersion(db)).toBe(99)
})
