import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { deserialize, serialize } from 'node:v8'
import { copyOf } from './copy-of.ts'
import { append, eventOf, pageOf, promptsOf, readAfter } from './memory-log.ts'
import {
  emptyMemory,
  forget,
  keep,
  keepProject,
  refuseConflicts,
  type Memory,
} from './memory-state.ts'
import { parentsFirst } from './parents-first.ts'
import { SaveFailed, type EventStore } from './store.ts'

/**
 * The store in memory, for tests and for trying things out: the same promises, but for surviving
 * the process. `from` is a backup of such a store. What goes in and comes out is copied through
 * JSON, so that nobody can come to rely on what a disk would not give.
 */
export function memoryStore(from?: string): EventStore {
  const memory: Memory = from === undefined ? emptyMemory() : deserialize(readFileSync(from))
  const sessions = () => [...memory.sessions.values()]
  const closed = (id: string) => memory.sessions.get(id)?.state === 'done'

  return {
    write(given) {
      const write = copyOf(given)
      refuseConflicts(memory, write)
      append(memory, write.events)
      keep(memory, write)
    },

    lastSeq: () => memory.lastSeq,
    page: (id, of, limit) => copyOf(pageOf(memory, id, of, Math.max(0, limit))),
    prompts: (id) => copyOf(promptsOf(memory, id)),
    event: (seq) => copyOf(eventOf(memory, seq)),
    readAfter: (seq, limit) => copyOf(readAfter(memory, seq, Math.max(0, limit))),

    openSessions: () =>
      copyOf(
        parentsFirst(sessions().filter((s) => memory.sessions.has(s.rootId) && !closed(s.rootId))),
      ),
    tree(id) {
      const below = new Set([id])
      for (const session of parentsFirst(sessions()))
        if (session.parentId !== null && below.has(session.parentId)) below.add(session.id)
      return copyOf(parentsFirst(sessions().filter((session) => below.has(session.id))))
    },
    closedSessions(limit) {
      const newest = sessions()
        .filter((session) => closed(session.rootId))
        .sort((a, b) => b.updatedAt - a.updatedAt || (a.id < b.id ? -1 : 1))
      return copyOf(newest.slice(0, Math.max(0, limit)))
    },
    idsBeginning: (prefix, limit) =>
      [...memory.sessions.keys()]
        .filter((id) => id.startsWith(prefix))
        .sort()
        .slice(0, Math.max(0, limit)),

    offset: (runner) => copyOf(memory.offsets.get(runner) ?? null),
    pendingOrders: (runner) =>
      copyOf([...memory.orders.values()].filter((order) => order.runner === runner)),
    held: () => copyOf(memory.held),
    logs: (id) => copyOf(memory.logs.get(id) ?? []),
    notices(limit) {
      const newest = [...memory.notices.values()].sort((a, b) => b.seq - a.seq)
      return copyOf(newest.slice(0, Math.max(0, limit)))
    },
    spentSince(since) {
      const spent = { costUsd: 0, turns: 0, inputTokens: 0, outputTokens: 0 }
      for (const { at, usage } of memory.usage.values()) {
        if (at < since) continue
        spent.turns++
        spent.costUsd += usage.costUsd ?? 0
        spent.inputTokens += usage.inputTokens
        spent.outputTokens += usage.outputTokens
      }
      return spent
    },

    projects: () => copyOf(inOrder(memory.projects)),
    putProject: (project) => keepProject(memory, copyOf(project)),
    removeProject: (id) => void memory.projects.delete(id),
    groups: () => copyOf(inOrder(memory.groups)),
    putGroup: (group) => void memory.groups.set(group.id, copyOf(group)),
    removeGroup(id) {
      memory.groups.delete(id)
      for (const project of memory.projects.values()) if (project.group === id) project.group = null
    },
    env: (id) => copyOf(memory.env.get(id) ?? {}),
    putEnv: (id, env) => void memory.env.set(id, copyOf(env)),

    remove: (ids) => forget(memory, new Set(ids)),

    async backup(file) {
      if (existsSync(file))
        throw new SaveFailed('conflict', `No backup made: ${file} is there already.`)
      writeFileSync(file, serialize(memory), { mode: 0o600 })
    },
    synced: () => Promise.resolve(),
    checkpoint: () => Promise.resolve(),
    close() {},
  }
}

function inOrder<T extends { id: string; addedAt: number }>(all: Map<string, T>): T[] {
  return [...all.values()].sort((a, b) => a.addedAt - b.addedAt || (a.id < b.id ? -1 : 1))
}
