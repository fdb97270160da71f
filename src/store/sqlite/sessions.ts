import type { DatabaseSync } from 'node:sqlite'
import type { Session } from '../../core/session.ts'
import { parentsFirst } from '../parents-first.ts'
import { atMost, bodiesOf } from './row.ts'

/** Sessions as they stand. A tree is open or closed with its root. */
export function sessionTable(db: DatabaseSync) {
  const put = db.prepare(
    `INSERT INTO sessions (id, root, parent, closed, updated_at, body) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET root = excluded.root, parent = excluded.parent,
       closed = excluded.closed, updated_at = excluded.updated_at, body = excluded.body`,
  )
  // Both joins are told where to begin: left alone, SQLite reads all sessions to save a small sort.
  const open = db.prepare(
    `SELECT s.body FROM sessions r INDEXED BY sessions_open CROSS JOIN sessions s ON s.root = r.id
     WHERE r.parent IS NULL AND r.closed = 0 ORDER BY s.n`,
  )
  const below = db.prepare(
    `WITH RECURSIVE below (id) AS (
       SELECT ? UNION SELECT s.id FROM below b JOIN sessions s ON s.parent = b.id
     )
     SELECT s.body FROM below b CROSS JOIN sessions s ON s.id = b.id ORDER BY s.n`,
  )
  const closed = db.prepare(
    `SELECT s.body FROM sessions s
     WHERE (SELECT r.closed FROM sessions r WHERE r.id = s.root) = 1
     ORDER BY s.updated_at DESC, s.id LIMIT ?`,
  )
  const beginning = db.prepare(
    'SELECT id FROM sessions WHERE id >= ? AND id < ? ORDER BY id LIMIT ?',
  )
  const forget = db.prepare('DELETE FROM sessions WHERE id = ?')

  return {
    put(session: Session): void {
      const { id, rootId, parentId, updatedAt } = session
      const over = session.state === 'done' ? 1 : 0
      put.run(id, rootId, parentId, over, updatedAt, JSON.stringify(session))
    },
    open: () => parentsFirst(bodiesOf<Session>(open.all())),
    tree: (id: string) => parentsFirst(bodiesOf<Session>(below.all(id))),
    closed: (limit: number) => bodiesOf<Session>(closed.all(atMost(limit))),
    idsBeginning: (prefix: string, limit: number) =>
      beginning.all(prefix, `${prefix}\u{10ffff}`, atMost(limit)).map((row) => String(row.id)),
    remove: (id: string) => void forget.run(id),
  }
}
