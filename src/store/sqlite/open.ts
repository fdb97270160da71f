import { SaveFailed, type EventStore } from '../store.ts'
import { copyTo } from './copy.ts'
import { openDatabase } from './database.ts'
import { eventTable } from './events.ts'
import { folding } from './fold.ts'
import { heldTable, offsetTable, orderTable } from './runners.ts'
import { sessionTable } from './sessions.ts'
import { envTable, groupTable, projectTable } from './settings.ts'
import { logTable, noticeTable } from './told.ts'
import { syncLog } from './sync.ts'
import { save } from './transaction.ts'
import { usageTable } from './usage.ts'

/**
 * The store in one SQLite file (and its `-wal` and `-shm` while it is open), mode 600. Opening costs
 * the same whatever the log's length. A commit survives `kill -9`; what was written since the last
 * `synced` or `checkpoint` may not survive a power cut, which leaves a whole and older state.
 * Throws `StoreUnusable`. `readOnly` looks on while somebody else writes; its writes are refused.
 */
export function sqliteStore(file: string, { readOnly = false } = {}): EventStore {
  const db = openDatabase(file, readOnly)
  const log = folding(db, file)
  const events = eventTable(db)
  const sessions = sessionTable(db)
  const offsets = offsetTable(db)
  const orders = orderTable(db)
  const held = heldTable(db)
  const logs = logTable(db)
  const notices = noticeTable(db)
  const usage = usageTable(db)
  const projects = projectTable(db)
  const groups = groupTable(db)
  const env = envTable(db)
  // What was spent stays spent: usage outlives its session.
  const hanging = [events, sessions, orders, held, logs, notices, env]

  return {
    write(write) {
      save(db, () => {
        events.append(write.events)
        for (const event of write.events) usage.add(event)
        for (const session of write.sessions) sessions.put(session)
        for (const offset of write.offsets) offsets.put(offset)
        for (const order of write.orders.add) orders.add(order)
        for (const id of write.orders.settle) orders.settle(id)
        for (const report of write.held.add) held.add(report)
        for (const { runner, seq } of write.held.release) held.release(runner, seq)
        logs.add(write.logs)
        notices.add(write.notices)
      })
      log.look()
    },

    lastSeq: events.lastSeq,
    prompts: (sessionId) => events.prompts(sessionId),
    page: (sessionId, of, limit) => events.page(sessionId, of, limit),
    event: (seq) => events.event(seq),
    readAfter: events.readAfter,
    openSessions: sessions.open,
    tree: sessions.tree,
    closedSessions: sessions.closed,
    idsBeginning: sessions.idsBeginning,
    offset: (runner) => offsets.get(runner),
    pendingOrders: orders.pending,
    held: held.all,
    logs: logs.of,
    notices: notices.newest,
    spentSince: (at) => usage.since(at),

    projects: projects.all,
    putProject: (project) => save(db, () => projects.put(project)),
    removeProject: (id) => save(db, () => projects.remove(id)),
    groups: groups.all,
    putGroup: (group) => save(db, () => groups.put(group)),
    removeGroup: (id) => save(db, () => groups.remove(id)),
    env: (sessionId) => env.get(sessionId),
    putEnv: (sessionId, variables) => save(db, () => env.put(sessionId, variables)),

    remove: (sessionIds) =>
      save(db, () => {
        for (const id of sessionIds) for (const table of hanging) table.remove(id)
      }),

    backup: (to) => copyTo(db, to),
    synced: () => syncLog(file),
    async checkpoint() {
      if (readOnly) throw new SaveFailed('broken', `Not folded in: ${file} is open for reading.`)
      await log.fold()
    },
    close() {
      log.end()
      if (db.isOpen) db.close()
    },
  }
}
