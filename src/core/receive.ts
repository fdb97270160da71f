import type { SessionEvent } from './event.ts'
import type { Order } from './order.ts'
import type { AgentError, Exit, Fact, Outcome, Report } from './report.ts'
import type { Session } from './session.ts'
import { noUsage, usageOf, usageSince, type ToldUsage } from './usage.ts'

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
    case 'agent.ready':
      return session.live?.run === report.run ? [report] : []
    case 'agent.exited':
      return session.live?.run === report.run ? gone(session, report) : []
    case 'turn.started':
      return session.turn?.id === report.turn ? [] : [report]
    case 'turn.ended':
      return session.turn?.id === report.turn ? ended(session, report) : []
    case 'ask.opened':
      return session.asks.some(({ ask }) => ask.id === report.ask.id) ? [] : [report]
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
    case 'steer':
      return session.sent.some(({ prompt }) => prompt.id === order.prompt)
        ? [{ type: 'prompt.refused', id: order.prompt, ...error }]
        : []
    case 'stop':
      return error.code === 'no-agent' && session.live?.run === order.run
        ? receive(session, {
            type: 'agent.exited',
            run: order.run,
            exit: goneExit('stopped', 'stopped by the person'),
          })
        : []
    case 'interrupt':
    case 'answer':
    case 'stop-child':
      return []
  }
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
  if (child.turn === null) return []
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
  let told = report.usage ?? {}
  let { totals } = session
  if (report.cumulative) ({ used: told, totals } = usageSince(totals, told))
  if (report.totalCostUsd !== undefined) {
    const cost = usageSince(totals, { costUsd: report.totalCostUsd })
    told = { ...told, ...cost.used }
    totals = cost.totals
  }
  const asked = session.live?.stopping && outcome !== 'completed' && outcome !== 'failed'
  return [
    ...withdrawn(session),
    {
      type,
      turn,
      outcome: asked ? 'stopped' : outcome,
      usage: usageOf(told),
      totals,
      ...(error && { error }),
      ...(durationMs !== undefined && { durationMs }),
    },
  ]
}
