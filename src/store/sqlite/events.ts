import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import type { Recorded, SessionEvent } from '../../core/event.ts'
import { bodyMembers } from '../../core/body-text.ts'
import { rowsBefore } from '../around.ts'
import { promptEvents, SaveFailed, type PageOf } from '../store.ts'
import { atMost, bodyOf } from './row.ts'

/** The log. Pages are found by key: each costs the same however long the log is. */
export function eventTable(db: DatabaseSync) {
  const columns = 'SELECT seq, session, version, at, body FROM events'
  const newest = db.prepare('SELECT last_seq FROM log WHERE one = 1')
  const count = db.prepare('UPDATE log SET last_seq = ? WHERE one = 1')
  const versionOf = db.prepare(
    'SELECT version FROM events WHERE session = ? ORDER BY seq DESC LIMIT 1',
  )
  const insert = db.prepare(
    'INSERT INTO events (seq, session, version, at, type, body) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const one = db.prepare(`${columns} WHERE seq = ?`)
  const all = db.prepare(`${columns} WHERE seq > ? ORDER BY seq LIMIT ?`)
  const rising = db.prepare(`${columns} WHERE session = ? AND seq >= ? ORDER BY seq LIMIT ?`)
  const falling = db.prepare(`${columns} WHERE session = ? AND seq < ? ORDER BY seq DESC LIMIT ?`)
  const prompts = db.prepare(
    // The range is that of the index.
    `${columns} WHERE session = ? AND type >= 'prompt.' AND type < 'prompt/'
       AND type IN (${promptEvents.map((type) => `'${type}'`).join(', ')}) ORDER BY seq`,
  )
  const forget = db.prepare('DELETE FROM events WHERE session = ?')

  const lastSeq = () => Number(newest.get()?.last_seq)
  const before = (session: string, seq: number, limit: number) =>
    falling.all(session, seq, limit).reverse()

  return {
    lastSeq,

    /** Throws `SaveFailed('conflict')` where the events do not go on from the log as it is. */
    append(events: Recorded[]): void {
      if (events.length === 0) return
      let last = lastSeq()
      const versions = new Map<string, number>()
      for (const event of events) {
        const { seq, sessionId, version, at, type } = event
        const known = versions.get(sessionId) ?? Number(versionOf.get(sessionId)?.version ?? 0)
        if (seq !== ++last || version !== known + 1)
          throw new SaveFailed(
            'conflict',
            `Not saved: event ${seq} (version ${version} of session ${sessionId}) does not follow the log, ` +
              `which goes on with ${last} (version ${known + 1}).`,
          )
        versions.set(sessionId, version)
        insert.run(seq, sessionId, version, at, type, `{${bodyMembers(event)}}`)
      }
      count.run(last)
    },

    page(session: string, of: PageOf, most: number): Recorded[] {
      const limit = atMost(most)
      if ('after' in of) return rising.all(session, of.after + 1, limit).map(recorded)
      if ('before' in of) return before(session, of.before, limit).map(recorded)
      const older = before(session, of.around, limit)
      const newer = rising.all(session, of.around, limit)
      const first = older.length - rowsBefore(limit, older.length, newer.length)
      return [...older.slice(first), ...newer].slice(0, limit).map(recorded)
    },

    event(seq: number): Recorded | null {
      const row = one.get(seq)
      return row === undefined ? null : recorded(row)
    },

    prompts: (session: string): Recorded[] => prompts.all(session).map(recorded),

    readAfter: (seq: number, limit: number) => all.all(seq, atMost(limit)).map(recorded),

    remove: (session: string) => void forget.run(session),
  }
}

function recorded(row: Record<string, SQLOutputValue>): Recorded {
  return {
    ...bodyOf<SessionEvent>(row),
    seq: Number(row.seq),
    sessionId: String(row.session),
    version: Number(row.version),
    at: Number(row.at),
  }
}
