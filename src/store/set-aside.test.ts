import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { setAside } from './set-aside.ts'

const now = Date.UTC(2025, 0, 2, 3, 4, 5, 678)
let home: string
beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'signalbox-aside-'))))
afterEach(() => rmSync(home, { recursive: true }))

const put = (...names: string[]) => names.forEach((name) => writeFileSync(join(home, name), name))

test('a database is moved with the files that belong to it, and nothing else is', () => {
  put('a.db', 'a.db-wal', 'a.db-shm', 'b.db')
  const moved = setAside(join(home, 'a.db'), now)
  expect(moved).toBe(join(home, 'a.db.set-aside-20250102T030405678Z'))
  expect(readFileSync(`${moved}-wal`, 'utf8')).toBe('a.db-wal')
  expect(readdirSync(home).sort()).toEqual([
    'a.db.set-aside-20250102T030405678Z',
    'a.db.set-aside-20250102T030405678Z-shm',
    'a.db.set-aside-20250102T030405678Z-wal',
    'b.db',
  ])
})

test('what was set aside before is never overwritten', () => {
  put('a.db', 'a.db.set-aside-20250102T030405678Z', 'a.db.set-aside-20250102T030405678Z-2-wal')
  expect(setAside(join(home, 'a.db'), now)).toMatch(/678Z-3$/)
})

test('a log without its database is moved too', () => {
  put('a.db-wal')
  expect(setAside(join(home, 'a.db'), now)).not.toBeNull()
  expect(readdirSync(home)).toEqual(['a.db.set-aside-20250102T030405678Z-wal'])
})

test('where nothing is, nothing is moved', () => {
  expect(setAside(join(home, 'a.db'), now)).toBeNull()
})
