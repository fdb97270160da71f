import type { Recorded } from '../core/event.ts'
import type { Notice } from '../core/notice.ts'
import type { Group, Project } from '../core/project.ts'
import type { Session } from '../core/session.ts'
import type { Usage } from '../core/usage.ts'
import { logLinesKept, noticesKept } from './bounds.ts'
import { SaveFailed } from './store.ts'
import type { Held, LogLine, Offset, PendingOrder, Write } from './store.ts'

export type Memory = {
  lastSeq: number
  events: Recorded[]
  /** The same events again, by session. */
  logOf: Map<string, Recorded[]>
  sessions: Map<string, Session>
  offsets: Map<string, Offset>
  orders: Map<string, PendingOrder>
  held: Held[]
  logs: Map<string, LogLine[]>
  notices: Map<number, Notice>
  /** By session and turn. */
  usage: Map<string, { session: string; at: number; usage: Usage }>
  projects: Map<string, Project>
  groups: Map<string, Group>
  env: Map<string, Record<string, string>>
}

export function emptyMemory(): Memory {
  return {
    lastSeq: 0,
    events: [],
    logOf: new Map(),
    sessions: new Map(),
    offsets: new Map(),
    orders: new Map(),
    held: [],
    logs: new Map(),
    notices: new Map(),
    usage: new Map(),
    projects: new Map(),
    groups: new Map(),
    env: new Map(),
  }
}

/** Throws before anything is touched. */
export function refuseConflicts(memory: Memory, { events, orders }: Write): void {
  const versions = new Map<string, number>()
  let last = memory.lastSeq
  for (const { seq, sessionId, version } of events) {
    const known = versions.get(sessionId) ?? memory.logOf.get(sessionId)?.at(-1)?.version ?? 0
    if (seq !== ++last || version !== known + 1)
      throw new SaveFailed('conflict', `Not saved: event ${seq} does not follow the log.`)
    versions.set(sessionId, version)
  }
  const ids = new Set(memory.orders.keys())
  for (const { id } of orders.add) {
    if (ids.has(id)) throw new SaveFailed('conflict', `Not saved: order ${id} is there already.`)
    ids.add(id)
  }
}

/** Everything of a write but its events. */
export function keep(memory: Memory, write: Write): void {
  for (const event of write.events) keepUsage(memory, event)
  for (const session of write.sessions) memory.sessions.set(session.id, session)
  for (const offset of write.offsets) memory.offsets.set(offset.runner, offset)
  for (const order of write.orders.add) memory.orders.set(order.id, order)
  for (const id of write.orders.settle) memory.orders.delete(id)
  memory.held.push(...write.held.add)
  for (const { runner, seq } of write.held.release) {
    const at = memory.held.findIndex((held) => held.runner === runner && held.report.seq === seq)
    if (at >= 0) memory.held.splice(at, 1)
  }
  for (const line of write.logs) {
    const kept = memory.logs.get(line.sessionId) ?? []
    memory.logs.set(line.sessionId, [...kept, line].slice(-logLinesKept))
  }
  for (const notice of write.notices)
    if (!memory.notices.has(notice.seq)) memory.notices.set(notice.seq, notice)
  const oldFirst = [...memory.notices.keys()].sort((a, b) => a - b)
  for (const seq of oldFirst.slice(0, -noticesKept)) memory.notices.delete(seq)
}

function keepUsage(memory: Memory, event: Recorded): void {
  if (event.type !== 'turn.ended') return
  const { sessionId: session, at, usage } = event
  const key = JSON.stringify([session, event.turn])
  if (!memory.usage.has(key)) memory.usage.set(key, { session, at, usage })
}

/** Throws where another project is at its path. */
export function keepProject(memory: Memory, project: Project): void {
  for (const { id, path } of memory.projects.values())
    if (path === project.path && id !== project.id)
      throw new SaveFailed('conflict', `Not saved: another project is at ${path}.`)
  memory.projects.set(project.id, project)
}

/** Takes sessions out, with all that hangs on them. */
export function forget(memory: Memory, gone: Set<string>): void {
  memory.events = memory.events.filter((event) => !gone.has(event.sessionId))
  memory.held = memory.held.filter((held) => !gone.has(held.report.session))
  for (const id of gone)
    for (const map of [memory.logOf, memory.sessions, memory.logs, memory.env]) map.delete(id)
  for (const [id, { order }] of memory.orders) if (gone.has(order.session)) memory.orders.delete(id)
  for (const [seq, notice] of memory.notices)
    if (gone.has(notice.sessionId)) memory.notices.delete(seq)
}
