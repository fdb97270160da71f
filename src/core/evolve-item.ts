import { clauseReads, firstClause, spokenClause } from './clause.ts'
import type { Of } from './evolve-state.ts'
import type { Item } from './item.ts'
import type { Session } from './session.ts'
import { traceCall } from './trace.ts'

type Tool = Item & { kind: 'tool' }
type Calls = Pick<Session, 'calls' | 'endedCalls'>
type Ended = Session['endedCalls'][number]

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
  return { ...s, ...overNow(s, e.id) }
}

/** The ended calls once everything under way is over too: told of later, they count no second time. */
export function afterCalls(s: Calls): Session['endedCalls'] {
  return s.calls.reduce<Calls>((all, { id }) => overNow(all, id), s).endedCalls
}

function overNow(s: Calls, id: string): Calls {
  const before = s.endedCalls.find((one) => one.id === id)
  return withEnded(s, { id, added: 0, removed: 0 }, before)
}

/** A message can come in pieces, the first one no more than a word or two. */
function said(s: Session, id: string, text: string, settled: boolean): Session {
  const saying = settled || text.length >= clauseReads ? null : { id, text }
  return doing({ ...s, saying }, spokenClause(text))
}

function doing(s: Session, what: string): Session {
  const { now, result } = does(s, what)
  return { ...s, now, result }
}

/** While the person is asked, that is what it does. */
function does(s: Session, what: string): Pick<Session, 'now' | 'result'> {
  if (what === '' || s.asks.length > 0) return s
  // A subagent tells its parent what came of it, or nothing.
  const tells = s.child === null && what !== thinking
  return { now: what, result: tells ? what : s.result }
}

function withTool(s: Session, item: Tool, at: number): Session {
  const title = firstClause(item.title) || firstClause(item.name)
  const ended = s.endedCalls.find(({ id }) => id === item.id)
  const known = ended !== undefined || s.calls.some(({ id }) => id === item.id)
  const trace = known ? s.trace : traceCall(s.trace, at)
  if (!item.settled) {
    if (ended) return s
    const others = known ? s.calls.filter(({ id }) => id !== item.id) : s.calls
    const calls = [...others, { id: item.id, title }].slice(-callsKept)
    const { now, result } = does(s, title)
    return { ...s, now, result, trace, calls }
  }
  const changes = item.status === 'completed' ? (item.changes ?? []) : []
  const added = changes.reduce((sum, change) => sum + change.added, 0)
  const removed = changes.reduce((sum, change) => sum + change.removed, 0)
  const { calls, endedCalls } = withEnded(s, { id: item.id, added, removed }, ended)
  const { now, result } = does(s, calls.at(-1)?.title ?? title)
  const paths = fresh(s.touched, changes)
  return {
    ...s,
    now,
    result,
    trace,
    calls,
    endedCalls,
    touched: paths.length > 0 ? [...s.touched, ...paths].slice(-pathsKept) : s.touched,
    changes: {
      files: s.changes.files + paths.length,
      added: s.changes.added + added - (ended?.added ?? 0),
      removed: s.changes.removed + removed - (ended?.removed ?? 0),
    },
  }
}

/** `before`: what is known of the same call, where it ended before. */
function withEnded(s: Calls, call: Ended, before: Ended | undefined): Calls {
  const endedCalls = before
    ? s.endedCalls.filter((one) => one !== before)
    : s.endedCalls.slice(1 - endedKept)
  endedCalls.push(call)
  // Most calls are told once, when they are over: there is nothing to leave out then.
  const calls = s.calls.length > 0 ? s.calls.filter(({ id }) => id !== call.id) : s.calls
  return { calls, endedCalls }
}

/** What `touched` does not have yet. */
function fresh(touched: readonly string[], changes: readonly { path: string }[]): string[] {
  if (changes.length === 0) return []
  const paths = new Set(changes.map(({ path }) => path))
  return [...paths].filter((path) => !touched.includes(path))
}
