import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { eventTable } from './events.ts'
import { latest, migrate, migrations, schemaVersion, type Migration } from './migrations.ts'
import { projectTable } from './settings.ts'

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

test('projects of the time before they had ids keep their path, name and policy', () => {
  migrate(db, migrations.slice(0, 2))
  const add = db.prepare('INSERT INTO projects (path, body) VALUES (?, ?)')
  const old = (path: string, onCrash: string | null, addedAt: number) =>
    add.run(path, JSON.stringify({ path, name: path.slice(3), onCrash, addedAt }))
  old('/w/shop', 'resume', 1)
  old('/w/api "x"', null, 1_800_000_000_123)
  migrate(db)
  const kept = projectTable(db).all()
  expect(kept).toMatchObject([
    { path: '/w/shop', name: 'shop', onCrash: 'resume', addedAt: 1, env: [], formerly: [] },
    { path: '/w/api "x"', name: 'api "x"', onCrash: null, addedAt: 1_800_000_000_123, group: null },
  ])
  const ids = db.prepare('SELECT id FROM projects ORDER BY id').all()
  expect(kept.map(({ id }) => id).sort()).toEqual(ids.map(({ id }) => id))
  expect(kept[0]?.id).toMatch(/^[0-9a-f]{12}$/)
  expect(kept[0]?.id).not.toBe(kept[1]?.id)
})

test('events of the time when they had two indexes stay as they are', () => {
  migrate(db, migrations.slice(0, 3))
  const add = db.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)')
  for (let seq = 1; seq <= 5; seq++)
    add.run(seq, `s${seq % 2}`, Math.ceil(seq / 2), seq * 10, 'prompt.sent', `{"text":"${seq}"}`)
  const all = () => db.prepare('SELECT * FROM events ORDER BY seq').all()
  const before = all()
  migrate(db)
  expect(all()).toEqual(before)
  expect(
    eventTable(db)
      .prompts('s1')
      .map(({ seq }) => seq),
  ).toEqual([1, 3, 5])
})

test('a newer database is left alone', () => {
  db.exec('PRAGMA user_version = 99')
  migrate(db)
  expect(schemaVersion(db)).toBe(99)
})
