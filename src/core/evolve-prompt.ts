import { firstClause } from './clause.ts'
import { atWork, inState, isClosed, keptError, reasonOf, type Of } from './evolve-state.ts'
import type { Session } from './session.ts'

export function promptQueued(s: Session, { prompt, first }: Of<'prompt.queued'>): Session {
  if (isClosed(s)) return s
  const others = s.queue.filter(({ id }) => id !== prompt.id)
  return { ...s, seen: true, held: false, queue: first ? [prompt, ...others] : [...others, prompt] }
}

export function promptEdited(s: Session, e: Of<'prompt.edited'>): Session {
  const queue = s.queue.map((prompt) => (prompt.id === e.id ? { ...prompt, text: e.text } : prompt))
  return { ...s, queue }
}

/** It waits no longer: it was dropped, or is part of the turn that runs. */
export function promptGone(
  s: Session,
  e: Of<'prompt.dropped'> | Of<'prompt.steered'> | Of<'prompt.sent'>,
): Session {
  return { ...s, queue: s.queue.filter(({ id }) => id !== e.id) }
}

export function promptSent(s: Session, e: Of<'prompt.sent'>): Session {
  const prompt = s.queue.find(({ id }) => id === e.id)
  if (prompt === undefined) return s
  return {
    ...atWork(promptGone(s, e), e, 'the prompt is with the agent'),
    sent: [...s.sent, { prompt, turn: e.turn }],
    now: firstClause(prompt.text),
  }
}

export function promptRefused(s: Session, e: Of<'prompt.refused'>): Session {
  const sent = s.sent.filter(({ prompt }) => prompt.id !== e.id)
  const rest = { ...s, sent }
  // Only where the session is at work for this prompt's sake does its refusal end the work.
  if (sent.length === s.sent.length || s.turn !== null || s.state !== 'running') return rest
  return {
    ...inState(rest, e, 'failed', reasonOf(e.message, 'the agent did not take the prompt')),
    error: keptError({ kind: 'other', message: e.message }),
    lastOutcome: 'failed',
    held: true,
    seen: false,
  }
}
