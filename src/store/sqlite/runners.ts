import type { DatabaseSync } from 'node:sqlite'
import type { Held, Offset, PendingOrder } from '../store.ts'
import { bodiesOf } from './row.ts'

/** How far each runner's journal was taken. */
export function offsetTable(db: DatabaseSync) {
  const put = db.prepare(
    `INSERT INTO offsets (runner, journal, seq) VALUES (?, ?, ?)
     ON CONFLICT (runner) DO UPDATE SET journal = excluded.journal, seq = excluded.seq`,
  )
  const get = db.prepare('SELECT journal, seq FROM offsets WHERE runner = ?')
  return {
    put: ({ runner, journal, seq }: Offset) => void put.run(runner, journal, seq),
    get(runner: string): Offset | null {
      const row = get.get(runner)
      if (row === undefined) return null
      return { runner, journal: String(row.journal), seq: Number(row.seq) }
    },
  }
}

/** Orders under way, oldest first. */
export function orderTable(db: DatabaseSync) {
  const add = db.prepare('INSERT INTO orders (id, runner, session, body) VALUES (?, ?, ?, ?)')
  const settle = db.prepare('DELETE FROM orders WHERE id = ?')
  const pending = db.prepare('SELECT body FROM orders WHERE runner = ? ORDER BY n')
  const forget = db.prepare('DELETE FROM orders WHERE session = ?')
  return {
    add: (pendingOrder: PendingOrder) =>
      void add.run(
        pendingOrder.id,
        pendingOrder.runner,
        pendingOrder.order.session,
        JSON.stringify(pendingOrder),
      ),
    settle: (id: string) => void settle.run(id),
    pending: (runner: string) => bodiesOf<PendingOrder>(pending.all(runner)),
    remove: (session: string) => void forget.run(session),
  }
}

/**
 * Reports that wait for their session, oldest first. A new journal counts from 1 again, so that a
 * runner's number can stand here twice: a release takes the older one.
 */
export function heldTable(db: DatabaseSync) {
  const add = db.prepare('INSERT INTO held (runner, seq, session, body) VALUES (?, ?, ?, ?)')
  const release = db.prepare(
    'DELETE FROM held WHERE n = (SELECT min(n) FROM held WHERE runner = ? AND seq = ?)',
  )
  const all = db.prepare('SELECT body FROM held ORDER BY n')
  const forget = db.prepare('DELETE FROM held WHERE session = ?')
  return {
    add: (held: Held) =>
      void add.run(held.runner, held.report.seq, held.report.session, JSON.stringify(held)),
    release: (runner: string, seq: number) => void release.run(runner, seq),
    all: () => bodiesOf<Held>(all.all()),
    remove: (session: string) => void forget.run(session),
  }
}
