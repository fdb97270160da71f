import { clipped } from './clause.ts'
import type { Ask, Rule } from './ask.ts'
import { heard, inState, isClosed, reasonOf, type Of } from './evolve-state.ts'
import type { Recorded } from './event.ts'
import type { Session } from './session.ts'
import { traceMark } from './trace.ts'

/** What is larger, in characters of JSON, is left to the event: a session is in every list. */
const keptWithAsk = 256 * 1024
const rulesKept = 200

export function askOpened(s: Session, e: Of<'ask.opened'>): Session {
  if (isClosed(s) || s.asks.some(({ ask }) => ask.id === e.ask.id)) return s
  const asks = [...s.asks, { ask: keptAsk(e.ask), since: e.at }]
  return heard(waiting({ ...s, asks }, e))
}

/** The ask as a session keeps it. Its command stays whole: a standing rule is about exactly that. */
function keptAsk(ask: Ask): Ask {
  const { input, diffs, ...rest } = ask
  const kept: Ask = { ...rest, title: clipped(ask.title, 2000) }
  if (input !== undefined && isSmall(input)) kept.input = input
  if (diffs && isSmall(diffs)) kept.diffs = diffs
  return kept
}

function isSmall(value: unknown): boolean {
  return (JSON.stringify(value)?.length ?? 0) <= keptWithAsk
}

/** The oldest approval tells the state; a question only where nothing waits for leave. */
function waiting(s: Session, e: Recorded): Session {
  const open = s.asks.map(({ ask }) => ask)
  const ask = open.find(({ kind }) => kind !== 'question') ?? open[0]
  if (ask === undefined) return s
  const state = ask.kind === 'question' ? 'needs-input' : 'needs-approval'
  const now = reasonOf(ask.title, 'the agent asks')
  if (s.state === state && s.now === now) return s
  return { ...inState(s, e, state, now), now }
}

export function answered(s: Session, e: Of<'ask.answered'>): Session {
  const open = s.asks.find(({ ask }) => ask.id === e.id)
  if (open === undefined) return s
  const waited = e.by === 'person' || e.by === 'agent'
  const rest: Session = {
    ...s,
    asks: s.asks.filter(({ ask }) => ask.id !== e.id),
    trace: waited ? traceMark(s.trace, open.since, e.at, 'w') : s.trace,
  }
  const told = e.by === 'person' ? rest : heard(rest)
  if (told.asks.length > 0) return waiting(told, e)
  if (s.state !== 'needs-approval' && s.state !== 'needs-input') return told
  const now = s.calls.at(-1)?.title ?? null
  if (s.turn !== null || s.sent.length > 0)
    return { ...inState(told, e, 'running', answerReason[e.answer.choice]), now }
  return inState(told, e, s.child ? 'done' : 'idle', 'answered; no turn runs')
}

const answerReason = {
  allow: 'allowed; the turn goes on',
  deny: 'denied; the turn goes on',
  reply: 'answered; the turn goes on',
  withdrawn: 'the question was withdrawn',
}

export function withRule(s: Session, rule: Rule): Session {
  const others = s.rules.filter(
    ({ tool, command }) => tool !== rule.tool || command !== rule.command,
  )
  return { ...s, rules: [...others, rule].slice(-rulesKept) }
}
