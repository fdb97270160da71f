import { mkdtempSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { sqliteStore } from './open.ts'

const home = mkdtempSync(join(tmpdir(), 'signalbox-plans-'))
afterAll(() => rmSync(home, { recursive: true }))

/** Every statement that a store keeps. */
function statements(): string[] {
  const prepare = vi.spyOn(DatabaseSync.prototype, 'prepare')
  sqliteStore(join(home, 'signalbox.db')).close()
  const all = prepare.mock.calls.map(([sql]) => sql).filter((sql) => !sql.startsWith('PRAGMA'))
  prepare.mockRestore()
  return [...new Set(all)]
}

test('no statement reads a table that grows from end to end, or skips rows by counting far', () => {
  const all = statements()
  expect(all.length).toBeGreaterThan(30)
  const db = new DatabaseSync(join(home, 'signalbox.db'))
  const steps = all.flatMap((sql) =>
    db
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map(({ detail }) => `${String(detail)} <- ${sql}`),
  )
  db.close()
  expect(steps.length).toBeGreaterThan(30)
  const scans = steps.filter((step) => step.startsWith('SCAN'))
  // What may be read whole is small, or is walked along an index up to a limit.
  const allowed = [
    /^SCAN (held|projects|project_groups|notices|below|b|sqlite_schema|CONSTANT)/,
    /^SCAN (s|r) USING (COVERING )?INDEX sessions_/,
  ]
  expect(scans.filter((step) => !allowed.some((pattern) => pattern.test(step)))).toEqual([])
})

test('the sessions of open trees are found without looking at closed ones', () => {
  const db = new DatabaseSync(join(home, 'signalbox.db'))
  const sql = statements().find((statement) => statement.includes('r.closed = 0')) ?? ''
  const plan = db
    .prepare(`EXPLAIN QUERY PLAN ${sql}`)
    .all()
    .map(({ detail }) => String(detail))
  db.close()
  expect(plan[0]).toMatch(/^SCAN r USING (COVERING )?INDEX sessions_open/)
  expect(plan[1]).toMatch(/^SEARCH s USING INDEX sessions_of_root \(root=\?\)/)
})

test('the prompts of a session are found without reading its other events', () => {
  const db = new DatabaseSync(join(home, 'signalbox.db'))
  const sql = statements().find((statement) => statement.includes("'prompt.queued'")) ?? ''
  const [plan] = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all()
  db.close()
  expect(String(plan?.detail)).toMatch(/^SEARCH events USING INDEX prompts_of_session/)
})

test('writing an event makes no table on the side', () => {
  const db = new DatabaseSync(join(home, 'signalbox.db'))
  const sql = statements().find((statement) => statement.startsWith('INSERT INTO events')) ?? ''
  const steps = db.prepare(`EXPLAIN ${sql}`).all()
  db.close()
  expect(steps.map(({ opcode }) => opcode)).toContain('Insert')
  expect(steps.map(({ opcode }) => opcode)).not.toContain('OpenEphemeral')
})
