import type { DatabaseSync } from 'node:sqlite'
import type { Notice } from '../../core/notice.ts'
import { logLinesKept, noticesKept } from '../bounds.ts'
import type { LogLine } from '../store.ts'
import { atMost, bodiesOf } from './row.ts'

/** The newest log lines of each session, oldest first. */
export function logTable(db: DatabaseSync) {
  const add = db.prepare('INSERT INTO logs (session, body) VALUES (?, ?)')
  const trim = db.prepare(
    `DELETE FROM logs WHERE session = ?1 AND n <=
       (SELECT n FROM logs WHERE session = ?1 ORDER BY n DESC LIMIT 1 OFFSET ${logLinesKept})`,
  )
  const of = db.prepare('SELECT body FROM logs WHERE session = ? ORDER BY n')
  const forget = db.prepare('DELETE FROM logs WHERE session = ?')
  return {
    add(lines: LogLine[]): void {
      const bySession = Map.groupBy(lines, (line) => line.sessionId)
      for (const [session, mine] of bySession) {
        for (const line of mine.slice(-logLinesKept)) add.run(session, JSON.stringify(line))
        trim.run(session)
      }
    },
    of: (session: string) => bodiesOf<LogLine>(of.all(session)),
    remove: (session: string) => void forget.run(session),
  }
}

/** What the person was told, newest first. One event gives one notice, however often it is added. */
export function noticeTable(db: DatabaseSync) {
  const add = db.prepare(
    'INSERT INTO notices (seq, session, body) VALUES (?, ?, ?) ON CONFLICT (seq) DO NOTHING',
  )
  const trim = db.prepare(
    `DELETE FROM notices WHERE seq <=
       (SELECT seq FROM notices ORDER BY seq DESC LIMIT 1 OFFSET ${noticesKept})`,
  )
  const newest = db.prepare('SELECT body FROM notices ORDER BY seq DESC LIMIT ?')
  const forget = db.prepare('DELETE FROM notices WHERE session = ?')
  return {
    add(notices: Notice[]): void {
      if (notices.length === 0) return
      for (const notice of notices) add.run(notice.seq, notice.sessionId, JSON.stringify(notice))
      trim.run()
    },
    newest: (limit: number) => bodiesOf<Notice>(newest.all(atMost(limit))),
    remove: (session: string) => void forget.run(session),
  }
}
