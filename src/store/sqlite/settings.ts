import type { DatabaseSync } from 'node:sqlite'
import type { Project } from '../store.ts'
import { bodiesOf, bodyOf } from './row.ts'

/** Folders that a person ran in, in the order of their adding. */
export function projectTable(db: DatabaseSync) {
  const put = db.prepare(
    'INSERT INTO projects (path, body) VALUES (?, ?) ON CONFLICT (path) DO UPDATE SET body = excluded.body',
  )
  const all = db.prepare('SELECT body FROM projects ORDER BY path')
  return {
    put: (project: Project) => void put.run(project.path, JSON.stringify(project)),
    all: () => bodiesOf<Project>(all.all()).sort((a, b) => a.addedAt - b.addedAt),
  }
}

/** What a session's agents get in their environment beside the usual. */
export function envTable(db: DatabaseSync) {
  const put = db.prepare(
    'INSERT INTO session_env (session, body) VALUES (?, ?) ON CONFLICT (session) DO UPDATE SET body = excluded.body',
  )
  const get = db.prepare('SELECT body FROM session_env WHERE session = ?')
  const forget = db.prepare('DELETE FROM session_env WHERE session = ?')
  return {
    put: (session: string, env: Record<string, string>) =>
      void put.run(session, JSON.stringify(env)),
    get(session: string): Record<string, string> {
      const row = get.get(session)
      return row === undefined ? {} : bodyOf(row)
    },
    remove: (session: string) => void forget.run(session),
  }
}
