import { clipped } from './clause.ts'
import { inState, isClosed, type Of } from './evolve-state.ts'
import type { Session } from './session.ts'
import { emptyTrace } from './trace.ts'
import { noTotals, noUsage } from './usage.ts'

export function created(e: Of<'session.created'>): Session {
  const { parent } = e
  return {
    id: e.sessionId,
    parentId: parent?.id ?? null,
    rootId: parent?.rootId ?? e.sessionId,
    child: parent
      ? {
          key: parent.key,
          toolUse: parent.toolUse,
          background: parent.background,
          placeholder: parent.placeholder,
        }
      : null,
    children: [],
    project: e.project,
    cwd: e.cwd,
    agent: e.agent,
    runner: e.runner,
    model: e.model,
    mode: null,
    permission: e.permission,
    onCrash: e.onCrash,
    title: titleOf(e.title),
    named: e.named ?? false,
    state: 'starting',
    reason: parent ? 'spawned by its parent' : 'new',
    since: e.at,
    evidence: e.seq,
    signal: 'ok',
    silence: null,
    lastOutcome: null,
    result: null,
    error: null,
    exit: null,
    seen: true,
    now: null,
    live: null,
    can: null,
    turn: null,
    turns: 0,
    queue: [],
    held: false,
    sent: [],
    asks: [],
    rules: [],
    attempts: 0,
    usage: noUsage,
    totals: noTotals,
    context: null,
    changes: { files: 0, added: 0, removed: 0 },
    touched: [],
    calls: [],
    endedCalls: [],
    trace: emptyTrace,
    commands: [],
    unknownWire: 0,
    resumeToken: e.resumeToken,
    ...(e.forkOf !== undefined && { fork: { of: e.forkOf, from: e.resumeToken } }),
    createdAt: e.at,
    updatedAt: e.at,
    lastSeq: e.seq,
    version: e.version,
  }
}

/** A title as a session keeps it. */
export function titleOf(title: string): string {
  return clipped(title, 200)
}

export function childIdentified(s: Session, e: Of<'child.identified'>): Session {
  const child = s.child && { ...s.child, toolUse: e.toolUse, placeholder: false }
  return { ...s, title: titleOf(e.title), parentId: e.parentId, child }
}

export function renamed(s: Session, e: Of<'session.renamed'>): Session {
  return { ...s, title: titleOf(e.title), named: true }
}

export function configured(s: Session, e: Of<'session.configured'>): Session {
  return {
    ...s,
    onCrash: e.onCrash ?? s.onCrash,
    permission: e.permission ?? s.permission,
    model: e.model ?? s.model,
  }
}

/** An agent that still lives is being stopped; what it tells until then no longer changes the state. */
export function closed(s: Session, e: Of<'session.closed'>): Session {
  if (isClosed(s)) return s
  return {
    ...inState(s, e, 'done', 'closed by the person'),
    live: s.live && { ...s.live, stopping: true },
    signal: 'ok',
    silence: null,
    turn: null,
    queue: [],
    sent: [],
    asks: [],
    calls: [],
    seen: true,
  }
}
