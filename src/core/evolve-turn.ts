import { firstClause, spokenClause } from './clause.ts'
import { afterCalls } from './evolve-item.ts'
import { atWork, heard, inState, isClosed, keptError, reasonOf, type Of } from './evolve-state.ts'
import type { Outcome } from './report.ts'
import type { Session, State } from './session.ts'
import { traceMark } from './trace.ts'
import { addUsage } from './usage.ts'

export function turnStarted(s: Session, e: Of<'turn.started'>): Session {
  const prompt = s.sent.find(({ turn }) => turn === e.turn)?.prompt ?? null
  const began = {
    ...s,
    turn: { id: e.turn, startedAt: e.at, prompt: prompt?.id ?? e.prompt ?? null },
    sent: s.sent.filter(({ turn }) => turn !== e.turn),
    error: null,
    result: null,
    seen: true,
    now: s.asks.length === 0 && prompt ? firstClause(prompt.text) : s.now,
  }
  return heard(atWork(began, e, prompt ? 'a turn runs' : 'the agent began a turn by itself'))
}

export function interruptAsked(s: Session, e: Of<'interrupt.asked'>): Session {
  if (s.turn?.id !== e.turn && !s.sent.some(({ turn }) => turn === e.turn)) return s
  return inState(s, e, s.state, 'asked to interrupt')
}

export function stopAsked(s: Session, e: Of<'stop.asked'>): Session {
  const seen = { ...s, seen: true }
  // Nothing runs that could tell of its end: the word alone stops it.
  if (s.live === null && s.child === null)
    return { ...inState(seen, e, 'stopped', 'stopped by the person'), turn: null, asks: [] }
  const live = s.live && { ...s.live, stopping: true }
  return inState({ ...seen, live }, e, s.state, 'asked to stop')
}

/** Only the turn that is open can end: told again, its end changes nothing. */
export function turnEnded(s: Session, e: Of<'turn.ended'>): Session {
  const sent = s.sent.filter(({ turn }) => turn !== e.turn)
  if (s.turn?.id !== e.turn && sent.length === s.sent.length) return s
  const { outcome } = e
  return heard({
    ...inState(s, e, stateAfter(s, outcome), reasonOf(e.error?.message, endReason[outcome])),
    turn: null,
    turns: s.turns + 1,
    lastOutcome: outcome,
    result: spokenClause(e.output ?? '') || s.result,
    held: outcome === 'failed' && s.child === null,
    attempts: outcome === 'completed' ? 0 : s.attempts,
    error: keptError(e.error),
    usage: addUsage(s.usage, e.usage),
    totals: e.totals ?? s.totals,
    sent,
    asks: [],
    calls: [],
    endedCalls: afterCalls(s),
    seen: s.child !== null || isClosed(s) || outcome === 'stopped' || outcome === 'interrupted',
    trace: outcome === 'crashed' ? traceMark(s.trace, e.at, e.at, 'c') : s.trace,
  })
}

function stateAfter(s: Session, outcome: Outcome): State {
  if (s.child !== null && outcome === 'completed') return 'done'
  if (s.child !== null && outcome === 'interrupted') return 'stopped'
  return ended[outcome]
}

const ended: Record<Outcome, State> = {
  completed: 'idle',
  interrupted: 'idle',
  failed: 'failed',
  stopped: 'stopped',
  crashed: 'crashed',
}

const endReason: Record<Outcome, string> = {
  completed: 'the turn completed',
  interrupted: 'the turn was interrupted',
  failed: 'the turn failed',
  stopped: 'stopped by the person',
  crashed: 'the agent is gone',
}
