import type { Recorded } from './event.ts'
import { firstClause } from './clause.ts'
import type { Item } from './item.ts'
import type { Outcome } from './report.ts'
import type { Session, State } from './session.ts'
import { emptyTrace, traceCall, traceMark } from './trace.ts'
import { addUsage, noTotals, noUsage } from './usage.ts'

/**
 * The next state of a session. Pure and total: the server and the browser fold the same events
 * to the same session. `undefined` stands for a session nobody has heard of.
 */
export function evolve(before: Session | undefined, event: Recorded): Session {
  if (event.type === 'session.created') return created(event)
  if (before === undefined)
    throw new Error(
      `event ${event.seq} (${event.type}) of session ${event.sessionId} has no session`,
    )
  const after = folded(before, event)
  return {
    ...after,
    version: event.version,
    lastSeq: event.seq,
    updatedAt: Math.max(before.updatedAt, event.at),
  }
}

function created(event: Recorded & { type: 'session.created' }): Session {
  const { parent } = event
  return {
    id: event.sessionId,
    parentId: parent?.id ?? null,
    rootId: parent?.rootId ?? event.sessionId,
    child: parent
      ? {
          key: parent.key,
          toolUse: parent.toolUse,
          background: parent.background,
          placeholder: parent.placeholder,
        }
      : null,
    children: [],
    project: event.project,
    cwd: event.cwd,
    agent: event.agent,
    runner: event.runner,
    model: event.model,
    mode: null,
    permission: event.permission,
    onCrash: event.onCrash,
    title: event.title,
    state: 'starting',
    reason: parent ? 'spawned by its parent' : 'new',
    since: event.at,
    evidence: event.seq,
    signal: 'ok',
    silence: null,
    lastOutcome: null,
    error: null,
    exit: null,
    seen: true,
    now: null,
    live: null,
    can: null,
    turn: null,
    turns: 0,
    queue: [],
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
    trace: emptyTrace,
    commands: [],
    unknownWire: 0,
    resumeToken: event.resumeToken,
    createdAt: event.at,
    updatedAt: event.at,
    lastSeq: event.seq,
    version: event.version,
  }
}

function folded(s: Session, e: Exclude<Recorded, { type: 'session.created' }>): Session {
  switch (e.type) {
    case 'child.identified':
      return {
        ...s,
        title: e.title,
        parentId: e.parentId,
        child: s.child && { ...s.child, toolUse: e.toolUse, placeholder: false },
      }
    case 'session.renamed':
      return { ...s, title: e.title }
    case 'session.configured':
      return {
        ...s,
        onCrash: e.onCrash ?? s.onCrash,
        permission: e.permission ?? s.permission,
      }
    case 'prompt.queued':
      return {
        ...s,
        seen: true,
        queue: e.first ? [e.prompt, ...s.queue] : [...s.queue, e.prompt],
      }
    case 'prompt.edited':
      return {
        ...s,
        queue: s.queue.map((prompt) => (prompt.id === e.id ? { ...prompt, text: e.text } : prompt)),
      }
    case 'prompt.dropped':
    case 'prompt.steered':
      return { ...s, queue: s.queue.filter((prompt) => prompt.id !== e.id) }
    case 'prompt.sent': {
      const prompt = s.queue.find(({ id }) => id === e.id)
      if (prompt === undefined) return s
      return {
        ...inState(s, e, 'running', 'the prompt is with the agent'),
        queue: s.queue.filter(({ id }) => id !== e.id),
        sent: [...s.sent, { prompt, turn: e.turn }],
        now: firstClause(prompt.text),
      }
    }
    case 'prompt.refused': {
      const rest = { ...s, sent: s.sent.filter(({ prompt }) => prompt.id !== e.id), now: null }
      return s.turn === null && s.state === 'running'
        ? { ...inState(rest, e, 'failed', e.message), lastOutcome: 'failed', seen: false }
        : rest
    }
    case 'agent.requested': {
      const resuming = s.state !== 'starting'
      return {
        ...inState(s, e, resuming ? 'resuming' : 'starting', requestReason(e)),
        runner: e.runner,
        live: { run: e.run, ready: false, pid: null, stopping: false },
        attempts: e.by === 'policy' ? e.attempt : 0,
        error: null,
        exit: null,
      }
    }
    case 'agent.started':
      return heard({
        ...inState(s, e, s.state, `process ${e.pid} started`),
        live: s.live && { ...s.live, pid: e.pid },
      })
    case 'agent.ready':
      return heard({
        ...inState(s, e, 'idle', readyReason(e.continuity)),
        live: s.live && { ...s.live, ready: true },
        can: e.can,
        resumeToken: e.token ?? s.resumeToken,
        model: e.model ?? s.model,
        mode: e.mode ?? s.mode,
        seen: true,
      })
    case 'agent.changed':
      return heard({
        ...s,
        model: e.model ?? s.model,
        mode: e.mode ?? s.mode,
        title: e.title ?? s.title,
        commands: e.commands ?? s.commands,
      })
    case 'agent.exited':
      return exited(s, e)
    case 'turn.started': {
      const prompt = s.sent.find(({ turn }) => turn === e.turn)?.prompt ?? null
      return heard({
        ...inState(s, e, 'running', prompt ? 'a turn runs' : 'the agent began a turn by itself'),
        turn: { id: e.turn, startedAt: e.at, prompt: prompt?.id ?? e.prompt ?? null },
        sent: s.sent.filter(({ turn }) => turn !== e.turn),
        error: null,
        seen: true,
        now: prompt ? firstClause(prompt.text) : s.now,
      })
    }
    case 'interrupt.asked':
      return { ...s, reason: 'asked to interrupt', evidence: e.seq }
    case 'stop.asked':
      // Nothing runs that could tell of its end: the word alone stops it.
      if (s.live === null && s.child === null)
        return inState(s, e, 'stopped', 'stopped by the person')
      return {
        ...s,
        reason: 'asked to stop',
        evidence: e.seq,
        live: s.live && { ...s.live, stopping: true },
      }
    case 'turn.ended':
      return heard(turnEnded(s, e))
    case 'item.set':
      return heard(withItem(s, e.item, e.at))
    case 'item.grew': {
      const growing = heard(s)
      return e.settled ? { ...growing, calls: s.calls.filter(({ id }) => id !== e.id) } : growing
    }
    case 'ask.opened': {
      const asks = [...s.asks, { ask: e.ask, since: e.at }]
      const state = e.ask.kind === 'question' ? 'needs-input' : 'needs-approval'
      return heard({
        ...inState(s, e, s.state === 'needs-approval' ? 'needs-approval' : state, e.ask.title),
        asks,
        now: e.ask.title,
      })
    }
    case 'ask.answered':
      return answered(s, e)
    case 'context.measured':
      return heard({ ...s, context: { used: e.used, size: e.size } })
    case 'wire.unknown':
      return heard({ ...s, unknownWire: s.unknownWire + 1 })
    case 'rule.added':
      return { ...s, rules: [...s.rules, e.rule] }
    case 'signal.lost':
      return { ...s, signal: 'none', silence: e.reason }
    case 'signal.found':
      return heard(s)
    case 'gap.found':
      return s
    case 'seen.marked':
      return { ...s, seen: true }
    case 'session.closed':
      return {
        ...inState(s, e, 'done', 'closed by the person'),
        live: s.live,
        turn: null,
        now: null,
        queue: [],
        sent: [],
        asks: [],
        seen: true,
      }
  }
}

function inState(s: Session, e: Recorded, state: State, reason: string): Session {
  return { ...s, state, reason, evidence: e.seq, since: s.state === state ? s.since : e.at }
}

function heard(s: Session): Session {
  return s.signal === 'ok' ? s : { ...s, signal: 'ok', silence: null }
}

function requestReason(e: Recorded & { type: 'agent.requested' }): string {
  const again = e.attempt > 1 ? ` (attempt ${e.attempt})` : ''
  if (e.resume === null) return `starting the agent${again}`
  return `${e.by === 'person' ? 'resuming' : 'resuming by policy'}${again}`
}

function readyReason(continuity: (Recorded & { type: 'agent.ready' })['continuity']): string {
  switch (continuity) {
    case 'new':
      return 'ready for a prompt'
    case 'same':
      return 'resumed: the same provider session'
    case 'fork':
      return 'resumed as a fork: the provider gave another session id'
    case 'unproved':
      return 'resumed, but the agent gave no proof that it is the same session'
  }
}

const stateAfter: Record<Outcome, State> = {
  completed: 'idle',
  interrupted: 'idle',
  failed: 'failed',
  stopped: 'stopped',
  crashed: 'crashed',
}

function turnEnded(s: Session, e: Recorded & { type: 'turn.ended' }): Session {
  const over = s.child !== null && e.outcome === 'completed'
  const state = over
    ? 'done'
    : s.child !== null && e.outcome === 'interrupted'
      ? 'stopped'
      : stateAfter[e.outcome]
  return {
    ...inState(s, e, state, e.error?.message ?? endReason[e.outcome]),
    turn: null,
    turns: s.turns + 1,
    lastOutcome: e.outcome,
    attempts: e.outcome === 'completed' ? 0 : s.attempts,
    error: e.error ?? null,
    usage: addUsage(s.usage, e.usage),
    totals: e.totals ?? s.totals,
    sent: s.sent.filter(({ turn }) => turn !== e.turn),
    calls: [],
    now: null,
    seen: s.child !== null || e.outcome === 'stopped' || e.outcome === 'interrupted',
    trace: e.outcome === 'crashed' ? traceMark(s.trace, e.at, e.at, 'c') : s.trace,
  }
}

const endReason: Record<Outcome, string> = {
  completed: 'the turn completed',
  interrupted: 'the turn was interrupted',
  failed: 'the turn failed',
  stopped: 'stopped by the person',
  crashed: 'the agent is gone',
}

function exited(s: Session, e: Recorded & { type: 'agent.exited' }): Session {
  const gone: Session = {
    ...s,
    live: null,
    turn: null,
    sent: [],
    // What was sent and never begun is not lost: it waits for the next agent.
    queue: [...s.sent.map(({ prompt }) => prompt), ...s.queue],
    asks: [],
    calls: [],
    now: null,
    exit: e.exit,
  }
  switch (e.exit.cause) {
    case 'released':
      return {
        ...gone,
        reason: s.state === 'idle' ? 'at rest; the next prompt resumes it' : s.reason,
      }
    case 'stopped':
      return s.state === 'done' ? gone : inState(gone, e, 'stopped', 'stopped by the person')
    case 'exited':
    case 'signalled':
    case 'spawn-failed':
    case 'protocol':
    case 'runner-gone':
      return s.state === 'done'
        ? gone
        : {
            ...inState(gone, e, 'crashed', e.exit.message),
            lastOutcome: s.turn || s.sent.length > 0 ? 'crashed' : s.lastOutcome,
            seen: false,
            trace: traceMark(s.trace, e.at, e.at, 'c'),
          }
  }
}

function answered(s: Session, e: Recorded & { type: 'ask.answered' }): Session {
  const open = s.asks.find(({ ask }) => ask.id === e.id)
  if (open === undefined) return s
  const asks = s.asks.filter(({ ask }) => ask.id !== e.id)
  const trace =
    e.by === 'person' || e.by === 'agent' ? traceMark(s.trace, open.since, e.at, 'w') : s.trace
  const next = asks.at(-1)?.ask
  const rest = { ...s, asks, trace }
  if (next) {
    const approvals = asks.some(({ ask }) => ask.kind !== 'question')
    return {
      ...inState(rest, e, approvals ? 'needs-approval' : 'needs-input', next.title),
      now: next.title,
    }
  }
  if (s.state !== 'needs-approval' && s.state !== 'needs-input') return rest
  return {
    ...inState(rest, e, s.turn === null ? 'idle' : 'running', answerReason[e.answer.choice]),
    now: s.calls.at(-1)?.title ?? null,
  }
}

const answerReason = {
  allow: 'allowed; the turn goes on',
  deny: 'denied; the turn goes on',
  reply: 'answered; the turn goes on',
  withdrawn: 'the question was withdrawn',
}

function withItem(s: Session, item: Item, at: number): Session {
  switch (item.kind) {
    case 'message':
      return { ...s, now: firstClause(item.text) || s.now }
    case 'thought':
      return { ...s, now: 'thinking' }
    case 'plan': {
      const step = item.entries.find(({ status }) => status === 'in_progress')
      return step ? { ...s, now: firstClause(step.text) } : s
    }
    case 'notice':
    case 'compaction':
      return s
    case 'tool': {
      const known = s.calls.some(({ id }) => id === item.id)
      const others = s.calls.filter(({ id }) => id !== item.id)
      const calls = item.settled
        ? others
        : [...others, { id: item.id, title: firstClause(item.title) }].slice(-50)
      const busy = { ...s, calls, now: calls.at(-1)?.title ?? firstClause(item.title) }
      const counted = known ? busy : { ...busy, trace: traceCall(s.trace, at) }
      return item.settled && item.status === 'completed' && item.changes
        ? withChanges(counted, item.changes)
        : counted
    }
  }
}

function withChanges(
  s: Session,
  changes: { path: string; added: number; removed: number }[],
): Session {
  const fresh = changes.map(({ path }) => path).filter((path) => !s.touched.includes(path))
  const unique = [...new Set(fresh)]
  return {
    ...s,
    touched: [...s.touched, ...unique].slice(-500),
    changes: {
      files: s.changes.files + unique.length,
      added: changes.reduce((sum, { added }) => sum + added, s.changes.added),
      removed: changes.reduce((sum, { removed }) => sum + removed, s.changes.removed),
    },
  }
}
