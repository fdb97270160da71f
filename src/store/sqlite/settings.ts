import type { DatabaseSync } from 'node:sqlite'
import type { Group, Project } from '../../core/project.ts'
import { bodiesOf, bodyOf } from './row.ts'

/** In the order of their adding; of one moment, by id. */
function inOrder<T extends { id: string; addedAt: number }>(all: T[]): T[] {
  return all.sort((a, b) => a.addedAt - b.addedAt || (a.id < b.id ? -1 : 1))
}

export function projectTable(db: DatabaseSync) {
  const put = db.prepare(
    `INSERT INTO projects (id, path, body) VALUES (?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET path = excluded.path, body = excluded.body`,
  )
  const all = db.prepare('SELECT body FROM projects')
  const forget = db.prepare('DELETE FROM projects WHERE id = ?')
  return {
    put: (project: Project) => void put.run(project.id, project.path, JSON.stringify(project)),
    all: () => inOrder(bodiesOf<Project>(all.all())),
    remove: (id: string) => void forget.run(id),
  }
}

export function groupTable(db: DatabaseSync) {
  const put = db.prepare(
    'INSERT INTO project_groups (id, body) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body',
  )
  const all = db.prepare('SELECT body FROM project_groups')
  const forget = db.prepare('DELETE FROM project_groups WHERE id = ?')
  const leave = db.prepare(
    `UPDATE projects SET body = json_set(body, '$.group', NULL) WHERE body ->> '$.group' = ?`,
  )
  return {
    put: (group: Group) => void put.run(group.id, JSON.stringify(group)),
    all: () => inOrder(bodiesOf<Group>(all.all())),
    remove(id: string) {
      leave.run(id)
      forget.run(id)
    },
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
