import { clauseReads, firstClause, spokenClause } from './clause.ts'
import type { Of } from './evolve-state.ts'
import type { Item } from './item.ts'
import type { Session } from './session.ts'
import { traceCall } from './trace.ts'

type Tool = Item & { kind: 'tool' }
type Calls = Pick<Session, 'calls' | 'endedCalls'>

const thinking = 'thinking'
const callsKept = 50
const endedKept = 100
const pathsKept = 500

/** What an item says of its session: what it does now, its calls, what they changed. */
export function withItem(s: Session, item: Item, at: number): Session {
  switch (item.kind) {
    case 'message':
      return said(s, item.id, item.text, item.settled)
    case 'thought':
      return doing(s, thinking)
    case 'plan':
      return doing(
        s,
        firstClause(item.entries.find(({ status }) => status === 'in_progress')?.text ?? ''),
      )
    case 'notice':
    case 'compaction':
      return s
    case 'tool':
      return withTool(s, item, at)
  }
}

/** More of a message whose first clause is not whole yet; a text that is whole now can end its call. */
export function withGrowth(s: Session, e: Of<'item.grew'>): Session {
  const { saying } = s
  if (saying?.id === e.id && e.offset === saying.text.length) {
    const grown = said(s, e.id, saying.text + e.text, e.settled)
    return s.calls.length > 0 ? { ...grown, now: s.now } : grown
  }
  if (!e.settled || !s.calls.some(({ id }) => id === e.id)) return s
  return { ...s, ...withEnded(s, { id: e.id, added: 0, removed: 0 }) }
}

/** The ended calls once everything under way is over too: told of later, they count no second time. */
export function afterCalls(s: Calls): Session['endedCalls'] {
  return s.calls.reduce<Calls>((all, { id }) => withEnded(all, { id, added: 0, removed: 0 }), s)
    .endedCalls
}

/** A message can come in pieces, the first one no more than a word or two. */
function said(s: Session, id: string, text: string, settled: boolean): Session {
  const saying = settled || text.length >= clauseReads ? null : { id, text }
  return doing({ ...s, saying }, spokenClause(text))
}

/** While the person is asked, that is what it does. */
function doing(s: Session, now: string): Session {
  if (now === '' || s.asks.length > 0) return s
  // A subagent tells its parent what came of it, or nothing.
  const tells = s.child === null && now !== thinking
  return { ...s, now, result: tells ? now : s.result }
}

function withTool(s: Session, item: Tool, at: number): Session {
  const title = firstClause(item.title) || firstClause(item.name)
  const ended = s.endedCalls.find(({ id }) => id === item.id)
  const known = ended !== undefined || s.calls.some(({ id }) => id === item.id)
  const counted = known ? s : { ...s, trace: traceCall(s.trace, at) }
  if (!item.settled) {
    if (ended) return counted
    const others = s.calls.filter(({ id }) => id !== item.id)
    const calls = [...others, { id: item.id, title }].slice(-callsKept)
    return doing({ ...counted, calls }, title)
  }
  const changes = item.status === 'completed' ? (item.changes ?? []) : []
  const added = changes.reduce((sum, change) => sum + change.added, 0)
  const removed = changes.reduce((sum, change) => sum + change.removed, 0)
  const paths = changes.map(({ path }) => path)
  const after = withPaths({ ...counted, ...withEnded(s, { id: item.id, added, removed }) }, paths)
  const total = {
    files: after.changes.files,
    added: s.changes.added + added - (ended?.added ?? 0),
    removed: s.changes.removed + removed - (ended?.removed ?? 0),
  }
  return doing({ ...after, changes: total }, after.calls.at(-1)?.title ?? title)
}

function withEnded(s: Calls, call: Session['endedCalls'][number]): Calls {
  const others = without(s.endedCalls, call.id)
  return {
    calls: without(s.calls, call.id),
    endedCalls: [...(others.length < endedKept ? others : others.slice(1 - endedKept)), call],
  }
}

/** Most calls are told once, when they are over: there is nothing to leave out then. */
function without<One extends { id: string }>(all: One[], id: string): One[] {
  return all.some((one) => one.id === id) ? all.filter((one) => one.id !== id) : all
}

function withPaths(s: Session, paths: string[]): Session {
  const fresh = [...new Set(paths)].filter((path) => !s.touched.includes(path))
  if (fresh.length === 0) return s
  return {
    ...s,
    touched: [...s.touched, ...fresh].slice(-pathsKept),
    changes: { ...s.changes, files: s.changes.files + fresh.length },
  }
}
