import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync } from 'node:fs'
import { readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bookOf, created, said } from '../../../test/checks/store/book.ts'
import type { EventStore } from '../store.ts'
import { StoreUnusable } from '../unusable.ts'
import { latest } from './migrations.ts'
import { sqliteStore } from './open.ts'

let home: string
let file: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'signalbox-database-'))
  file = join(home, 'signalbox.db')
})
afterEach(() => rmSync(home, { recursive: true }))

/** Twenty batches of a known text each; what is in the write-ahead log stays there until closing. */
function filled(): EventStore {
  const store = sqliteStore(file)
  const book = bookOf(store)
  book.write([created('a')])
  for (let n = 0; n < 20; n++)
    book.write([said('a', `${n} ${'word '.repeat(500)}`), said('a', 'and')])
  return store
}

/** Opens, expects to be refused in one line, and that no byte of the database or its log was changed. */
function refused(readOnly = false): StoreUnusable {
  // Looking at it may leave an empty log beside it.
  const contents = () =>
    [file, `${file}-wal`].map((path) => (existsSync(path) ? readFileSync(path, 'latin1') : ''))
  const before = contents()
  let thrown: unknown
  try {
    sqliteStore(file, { readOnly }).close()
  } catch (error) {
    thrown = error
  }
  expect(contents()).toEqual(before)
  if (!(thrown instanceof StoreUnusable)) throw new Error('it was not refused', { cause: thrown })
  expect(thrown.message).not.toContain('\n')
  expect(thrown.message).toContain(file)
  return thrown
}

test('a newer schema is refused with both versions, from the database as from its log', () => {
  filled().close()
  const newer = new DatabaseSync(file)
  newer.exec(`PRAGMA user_version = ${latest() + 1}`)
  // Still open: the new number stands in the write-ahead log only.
  const error = refused()
  expect(error.reason).toBe('newer')
  expect(error.message).toContain(`has schema ${latest() + 1}, this version knows ${latest()}`)
  newer.close()
  expect(refused().reason).toBe('newer')
})

test('what is no database is refused as corrupt', () => {
  writeFileSync(file, 'this is not a database, whatever its name says\n'.repeat(200))
  expect(refused().reason).toBe('corrupt')
  writeFileSync(file, 'short')
  expect(refused().reason).toBe('corrupt')
})

test('the database of another program is refused as corrupt', () => {
  const other = new DatabaseSync(file)
  other.exec('CREATE TABLE bookmarks (url); PRAGMA user_version = 1')
  other.close()
  expect(refused()).toMatchObject({
    reason: 'corrupt',
    message: expect.stringContaining('some other program'),
  })
})

test.each([1, 100, 4096, 3 * 4096 + 17])(
  'a database cut off after %i bytes is refused',
  (length) => {
    filled().close()
    truncateSync(file, length)
    expect(refused().reason).toBe('corrupt')
    expect(refused(true).reason).toBe('corrupt')
  },
)

test('a small database with a damaged page is refused as corrupt', () => {
  filled().close()
  const bytes = readFileSync(file)
  bytes.fill(0x5a, 4 * 4096, 5 * 4096)
  writeFileSync(file, bytes)
  expect(refused().reason).toBe('corrupt')
})

test('a log whose database is gone is not thrown away', () => {
  const store = filled()
  const log = readFileSync(`${file}-wal`)
  store.close()
  rmSync(file)
  writeFileSync(`${file}-wal`, log)
  expect(refused().reason).toBe('corrupt')
  writeFileSync(file, '')
  expect(refused().reason).toBe('corrupt')
})

test.each(Array.from({ length: 12 }, (_, i) => i + 1))(
  'a log torn at the end gives whole batches up to the tear: seed %i',
  (seed) => {
    const store = filled()
    const torn = join(home, 'torn.db')
    copyFileSync(file, torn)
    copyFileSync(`${file}-wal`, `${torn}-wal`)
    const length = statSync(`${torn}-wal`).size
    store.close()
    // The schema's own transaction comes first, in about 40 pages.
    const at = Math.floor(length * (0.5 + ((seed * 7919) % 499) / 1000))
    if (seed % 2 === 0) truncateSync(`${torn}-wal`, at)
    else writeFileSync(`${torn}-wal`, readFileSync(`${torn}-wal`).fill(0xff, at, at + 64))

    const again = sqliteStore(torn)
    const events = again.readAfter(0, 100)
    expect(events.length % 2).toBe(1)
    expect(events.length).toBeLessThan(41)
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1))
    expect(again.lastSeq()).toBe(events.length)
    expect(again.openSessions()).toMatchObject([{ lastSeq: events.length }])
    again.close()
  },
)

test('its files are for their owner alone, also when they were not', () => {
  const modes = () =>
    [file, `${file}-wal`, `${file}-shm`].map((path) => (statSync(path).mode & 0o777).toString(8))
  const store = filled()
  expect(modes()).toEqual(['600', '600', '600'])
  store.close()
  chmodSync(file, 0o644)
  const again = sqliteStore(file)
  again.putEnv('a', {})
  expect(modes()).toEqual(['600', '600', '600'])
  again.close()
})

test('a missing folder, or a folder in the place of the file, is unreachable', () => {
  file = join(home, 'nowhere', 'signalbox.db')
  expect(refused().reason).toBe('unreachable')
  file = join(home, 'folder')
  mkdirSync(file)
  expect(() => sqliteStore(file)).toThrow(expect.objectContaining({ reason: 'unreachable' }))
})

test('an empty file is a new database', () => {
  writeFileSync(file, '')
  const store = filled()
  expect(store.lastSeq()).toBe(41)
  store.close()
})

test('a reader looks on while another writes, and is refused every write', async () => {
  const store = filled()
  const reader = sqliteStore(file, { readOnly: true })
  expect(reader.lastSeq()).toBe(41)
  store.remove(['a'])
  expect(reader.openSessions()).toEqual([])
  const broken = expect.objectContaining({ name: 'SaveFailed', reason: 'broken' })
  expect(() => reader.putEnv('a', {})).toThrow(broken)
  await expect(reader.checkpoint()).rejects.toEqual(broken)
  reader.close()
  store.close()
})

test('a reader makes no database, and does not migrate one', () => {
  expect(refused(true).reason).toBe('unreachable')
  expect(existsSync(file)).toBe(false)
  const early = new DatabaseSync(file)
  early.exec('PRAGMA journal_mode = WAL')
  early.close()
  expect(refused(true)).toMatchObject({
    reason: 'older',
    message: expect.stringContaining('has schema 0'),
  })
})

test('space of what was removed is given back, and the log is folded in', async () => {
  const store = filled()
  await store.checkpoint()
  const before = statSync(file).size
  store.remove(['a'])
  await store.checkpoint()
  await store.checkpoint()
  expect(statSync(file).size).toBeLessThan(before / 1.1)
  expect(statSync(`${file}-wal`).size).toBe(0)
  store.close()
})

test('a checkpoint that an older reader holds up is told', async () => {
  const store = filled()
  const reader = new DatabaseSync(file)
  reader.exec('BEGIN; SELECT count(*) FROM events')
  reader.prepare('SELECT count(*) FROM events').get()
  store.putEnv('a', { A: '1' })
  const locked = expect.objectContaining({ name: 'SaveFailed', reason: 'locked' })
  await expect(store.checkpoint()).rejects.toEqual(locked)
  reader.close()
  await store.checkpoint()
  store.close()
})
