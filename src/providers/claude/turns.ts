import type { Outcome } from '../../core/report.ts'
import type { Tell } from '../telling/tell.ts'
import type { ToldUsage } from '../../core/usage.ts'
import { asNumber, asObject, asText, type Wire } from '../telling/wire.ts'
import type { Gauge } from './gauge.ts'
import {
  contextOf,
  grownBy,
  isNothing,
  modelTokens,
  outcomeOf,
  sumOf,
  tokensOf,
} from './outcome.ts'
import { requestUsage, type RequestUsage } from './request-usage.ts'

type Turn = {
  id: string
  startedAt: number
  uuid: string | null
  /** Its prompt stands in Claude Code's own queue: what comes meanwhile is not its answer. */
  waiting: boolean
  taken: boolean
  interrupted: boolean
  /** The error that the last answer of the model was. */
  error?: string
  used: RequestUsage
}

export type Turns = {
  running(): boolean
  /** Claude Code has begun with the prompt of the turn: from now on it can be interrupted. */
  taken(): boolean
  /** The person asked for the end of the turn that runs. */
  interrupted(): boolean
  interrupt(): void
  /** A turn begins: its prompt is about to be sent under `uuid`. */
  prompted(turn: string, prompt: string, uuid: string): void
  /** A prompt is about to be folded into the turn; it is a turn of its own if it comes too late. */
  steered(prompt: string, uuid: string): void
  /** The agent says something: where no turn runs it goes on by itself, a subagent came back. */
  active(): void
  /** The API is being asked for it. */
  requested(): void
  /** An answer of the model, whole. */
  answered(message: Wire): void
  /** A fragment of an answer of the model. */
  streamed(event: Wire): void
  /** What became of a prompt that was sent. */
  lifecycle(message: Wire): void
  /** The end of a turn, unless the result is that of none. */
  result(message: Wire): void
}

/** The turns of the agent itself, one after the other. `rest` settles what is open when one ends. */
export function claudeTurns(options: {
  run: string
  now: () => number
  tell: Tell
  gauge: Gauge
  rest: (outcome: Outcome) => void
}): Turns {
  const { run, now, tell, gauge, rest } = options
  const steers = new Map<string, string>()
  let turn: Turn | null = null
  let own = 0
  /** All that the session's models had counted at the last result; null: not known of a resumed one. */
  let counted: ToldUsage | null = null
  /** What results told that ended no turn of ours. */
  const before: ToldUsage[] = []

  function begin(id: string, prompt: string | undefined, uuid: string | null): void {
    turn = {
      id,
      startedAt: now(),
      uuid,
      waiting: false,
      taken: uuid === null,
      interrupted: false,
      used: requestUsage(),
    }
    tell({ report: { type: 'turn.started', turn: id, ...(prompt !== undefined && { prompt }) } })
  }

  /** The model is at work for it, whether or not its prompt was told to be taken up. */
  function begun(one: Turn): void {
    one.taken ||= !one.waiting
  }

  function lasted({ startedAt }: Turn): number {
    return Math.max(0, now() - startedAt)
  }

  return {
    running: () => turn !== null,
    taken: () => turn?.taken ?? false,
    interrupted: () => turn?.interrupted ?? false,
    interrupt() {
      if (turn) turn.interrupted = true
    },
    prompted(id, prompt, uuid) {
      // It went on by itself in the same moment: what it says from now on answers the prompt.
      if (turn)
        tell({
          report: {
            type: 'turn.ended',
            turn: turn.id,
            outcome: 'completed',
            durationMs: lasted(turn),
          },
        })
      begin(id, prompt, uuid)
    },
    steered: (prompt, uuid) => void steers.set(uuid, prompt),
    active() {
      if (!turn) begin(`${run}:turn${++own}`, undefined, null)
    },
    requested() {
      if (turn) begun(turn)
    },
    answered(message) {
      if (!turn) return
      begun(turn)
      const { id, usage } = asObject(message.message) ?? {}
      const error = asText(message.error)
      if (error !== undefined) turn.error = error
      else if (typeof id === 'string' && usage !== undefined) {
        turn.used.answered(id, usage)
        gauge.holds(contextOf(usage))
      }
    },
    streamed(event) {
      if (turn) begun(turn)
      const usage = turn?.used.streamed(event)
      if (!usage) return
      gauge.holds(Object.values(usage).reduce((sum, count) => sum + count, 0))
      if (event.type === 'message_delta') gauge.tell()
    },
    lifecycle(message) {
      const uuid = asText(message.command_uuid) ?? ''
      if (turn?.uuid === uuid) {
        turn.waiting = message.state === 'queued'
        turn.taken ||= !turn.waiting
      }
      const prompt = steers.get(uuid)
      if (message.state === 'queued' || prompt === undefined) return
      steers.delete(uuid)
      if (!turn && message.state === 'started') begin(`${run}:turn${++own}`, prompt, uuid)
    },
    result(message) {
      gauge.sized(message.modelUsage)
      const grown = grownBy(counted, modelTokens(message.modelUsage))
      counted = modelTokens(message.modelUsage)
      if (!turn || turn.waiting) {
        // A prompt that was to be folded in and came too late: what it took counts with the turn that waits behind it.
        if (turn) before.push(tokensOf(message.usage))
        return
      }
      const origin = asObject(message.origin)?.kind
      // A subagent that was lost with an earlier process is told like a turn in which nothing was done.
      if (message.num_turns === 0 && origin === 'task-notification') return
      gauge.tell()
      const ended = turn
      const { outcome, error } = outcomeOf(message, ended.interrupted, ended.error)
      // A turn that was cut off, and a command as `/compact`, are told with zeros: what was heard of it
      // counts then, or else what the models' own counts grew by.
      const told = tokensOf(message.usage)
      const total = asNumber(message.total_cost_usd)
      rest(outcome)
      turn = null
      tell({
        report: {
          type: 'turn.ended',
          turn: ended.id,
          outcome,
          ...(error && { error }),
          usage: sumOf([
            [told, ended.used.sum(), grown].find((one) => !isNothing(one)) ?? told,
            ...before.splice(0),
          ]),
          ...(total !== undefined && { totalCostUsd: total }),
          durationMs: lasted(ended),
        },
      })
    },
  }
}
