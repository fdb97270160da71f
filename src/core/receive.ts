import type { SessionEvent } from './event.ts'
import { isClosed } from './evolve-state.ts'
import type { Order } from './order.ts'
import type { AgentError, Exit, Fact, Outcome, Report } from './report.ts'
import type { Session } from './session.ts'
import { noUsage, turnUsage, usageOf, type ToldUsage } from './usage.ts'

/** Reports about one session itself; those that make or end children are routed before. */
export type OwnReport = Exclude<
  Report,
  { type: 'child.started' | 'child.ended' | 'log' | 'command.settled' }
>

/**
 * The events that a report makes of a session. Applying is idempotent: what is known already,
 * or belongs to an agent that is not the live one, makes none.
 */
export function receive(session: Session, report: OwnReport): SessionEvent[] {
  switch (report.type) {
    case 'agent.started':
      return session.live?.run === report.run && session.live.pid === null ? [report] : []
    case 'agent.ready':
      return session.live?.run === report.run && !session.live.ready ? [report] : []
    case 'agent.exited':
      return session.live?.run === report.run ? gone(session, report) : []
    case 'turn.started':
      return began(session, report)
    case 'turn.ended':
      return isOpen(session, report.turn) ? ended(session, report) : []
    case 'ask.opened': {
      const known = session.asks.some(({ ask }) => ask.id === report.ask.id)
      return known || isOver(session) ? [] : [report]
    }
    case 'ask.answered':
      return session.asks.some(({ ask }) => ask.id === report.id) ? [report] : []
    case 'agent.changed':
    case 'item.set':
    case 'item.grew':
    case 'context.measured':
    case 'wire.unknown':
      return [report]
  }
}

/** What a runner's refusal of an order makes of the session: whoever waited for it is told. */
export function refused(
  session: Session,
  order: Order,
  error: { code: string; message: string },
): SessionEvent[] {
  switch (order.type) {
    case 'start': {
      const exit: Exit = {
        cause: 'spawn-failed',
        code: null,
        signal: null,
        message: error.message,
        stderr: '',
      }
      return receive(session, { type: 'agent.exited', run: order.run, exit })
    }
    case 'prompt':
      return session.sent.some(({ prompt }) => prompt.id === order.prompt)
        ? [{ type: 'prompt.refused', id: order.prompt, ...error }]
        : []
    case 'steer': {
      // It was meant for a turn that is over: it is the next prompt then.
      const prompt = { id: order.prompt, text: order.text, by: 'person' }
      const refusal = { type: 'prompt.refused' as const, id: order.prompt, ...error }
      return isClosed(session)
        ? [refusal]
        : [refusal, { type: 'prompt.queued', prompt, first: true }]
    }
    case 'stop':
      return error.code === 'no-agent' && session.live?.run === order.run
        ? receive(session, {
            type: 'agent.exited',
            run: order.run,
            exit: goneExit('stopped', 'stopped by the person'),
          })
        : []
    case 'switch':
      return [{ type: 'switch.refused', to: order.to, message: error.message }]
    case 'interrupt':
    case 'answer':
    case 'stop-child':
      return []
  }
}

/** What an order that was carried out makes of the session: what was asked of its agent holds now. */
export function carriedOut(order: Order): SessionEvent[] {
  return order.type === 'switch' ? [{ type: 'session.configured', ...order.to }] : []
}

/** The exit of an agent whose end nobody could watch. */
export function goneExit(cause: Exit['cause'], message: string): Exit {
  return { cause, code: null, signal: null, message, stderr: '' }
}

/** A subagent's end, as told by its provider or by the end of the process it lived in. */
export function childEnded(
  child: Session,
  end: {
    outcome: Outcome
    output?: string
    error?: AgentError
    usage?: ToldUsage
    durationMs?: number
  },
): SessionEvent[] {
  if (child.turn === null) return withdrawn(child)
  const { outcome, output, error, usage, durationMs } = end
  return [
    ...withdrawn(child),
    {
      type: 'turn.ended',
      turn: child.turn.id,
      outcome,
      usage: usage ? usageOf(usage) : noUsage,
      ...(error && { error }),
      ...(output !== undefined && { output }),
      ...(durationMs !== undefined && { durationMs }),
    },
  ]
}

/** A root without an agent, or closed: nobody is there who could begin anything. */
function isOver(session: Session): boolean {
  return session.child === null && (session.live === null || isClosed(session))
}

/** The turn runs, or was given to the agent and its beginning was never told. */
function isOpen(session: Session, turn: string): boolean {
  return session.turn?.id === turn || session.sent.some((sent) => sent.turn === turn)
}

/** An agent has one turn at a time: a new one ends what was open. */
function began(session: Session, report: Fact & { type: 'turn.started' }): SessionEvent[] {
  const { turn } = session
  if (turn?.id === report.turn || isOver(session)) return []
  if (turn === null) return [report]
  const message = 'another turn began, and the end of this one was not told'
  const end = { turn: turn.id, outcome: 'interrupted' as const, usage: noUsage }
  return [
    ...withdrawn(session),
    { type: 'turn.ended', ...end, error: { kind: 'other', message } },
    report,
  ]
}

function withdrawn(session: Session): SessionEvent[] {
  return session.asks.map(({ ask }) => ({
    type: 'ask.answered',
    id: ask.id,
    answer: { choice: 'withdrawn' },
    by: 'agent',
  }))
}

/** Who asked decides what an end was: our own stop never reads as a crash. */
export function outcomeOfExit(session: Session, exit: Exit): Outcome {
  if (session.live?.stopping || exit.cause === 'stopped') return 'stopped'
  return exit.cause === 'released' ? 'interrupted' : 'crashed'
}

function gone(session: Session, report: Fact & { type: 'agent.exited' }): SessionEvent[] {
  const outcome = outcomeOfExit(session, report.exit)
  const exit: Exit = outcome === 'stopped' ? { ...report.exit, cause: 'stopped' } : report.exit
  const events = withdrawn(session)
  if (session.turn)
    events.push({
      type: 'turn.ended',
      turn: session.turn.id,
      outcome,
      usage: noUsage,
      ...crashError(outcome, exit),
    })
  return [...events, { ...report, exit }]
}

function crashError(outcome: Outcome, exit: Exit): { error?: AgentError } {
  return outcome === 'crashed' ? { error: { kind: 'other', message: exit.message } } : {}
}

function ended(session: Session, report: OwnReport & { type: 'turn.ended' }): SessionEvent[] {
  const { type, turn, outcome, error, durationMs } = report
  const asked = session.live?.stopping && outcome !== 'completed' && outcome !== 'failed'
  return [
    ...withdrawn(session),
    {
      type,
      turn,
      outcome: asked ? 'stopped' : outcome,
      ...turnUsage(session.totals, report),
      ...(error && { error }),
      ...(durationMs !== undefined && { durationMs }),
    },
  ]
}
