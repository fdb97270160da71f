import type { Outcome, Report } from '../../core/report.ts'
import type { ToldUsage } from '../../core/usage.ts'
import type { Tell } from '../telling/tell.ts'
import { asNumber, asObject, asText, type Wire } from '../telling/wire.ts'
import type { Call } from './calls.ts'

type Child = {
  running: boolean
  toolUse: string | undefined
  startedAt: number
  error?: string
  /** It works for the agent itself, which does not wait for it. */
  behind: boolean
}

export type Children = {
  /** The key of the subagent that a message belongs to; undefined: the agent itself. */
  keyOf(message: Wire): string | undefined
  /** The key, where it is that of a subagent. */
  known(key: string | undefined): string | undefined
  /** It works for the agent itself, which does not wait for it and goes on when it comes back. */
  behind(key: string): boolean
  started(message: Wire, call: Call | undefined): string | undefined
  updated(message: Wire): void
  /** `usage` is what its transcript sums up to, `last` what it said last. */
  ended(
    message: Wire,
    how: { usage: ToldUsage | undefined; last: string | undefined; interrupted: boolean },
  ): { key: string; outcome: Outcome } | null
}

/** Subagents, told by their tasks. Their key is the id of the task, which is also that of the agent. */
export function claudeChildren(tell: Tell, now: () => number): Children {
  const children = new Map<string, Child>()
  const byCall = new Map<string, string>()

  return {
    keyOf(message) {
      const parent = asText(message.parent_tool_use_id)
      if (parent === undefined) return undefined
      return asText(message.agent_id) ?? byCall.get(parent) ?? parent
    },
    known: (key) => (key !== undefined && children.has(key) ? key : undefined),
    behind: (key) => children.get(key)?.behind ?? false,
    started(message, call) {
      const key = asText(message.task_id)
      // A command that runs long is a task too.
      if (key === undefined || message.task_type !== 'local_agent') return undefined
      const toolUse = asText(message.tool_use_id)
      if (toolUse !== undefined) byCall.set(toolUse, key)
      const input = asObject(call?.item.input) ?? {}
      const parent = asText(message.parent_task_id)
      const behind = message.is_backgrounded === true && parent === undefined
      children.set(key, { running: true, toolUse, startedAt: now(), behind })
      const name =
        asText(input.name) ?? asText(message.description) ?? asText(message.subagent_type)
      const prompt = asText(message.prompt)
      const model = asText(input.model)
      tell({
        report: {
          type: 'child.started',
          key,
          ...(parent !== undefined && { parent }),
          ...(toolUse !== undefined && { toolUse }),
          ...(name !== undefined && { name }),
          ...(prompt !== undefined && { prompt }),
          background: message.is_backgrounded === true,
          ...(model !== undefined && { model }),
        },
      })
      return key
    },
    updated(message) {
      const child = children.get(asText(message.task_id) ?? '')
      const error = asText(asObject(message.patch)?.error)
      if (child && error !== undefined) child.error = error
    },
    ended(message, { usage, last, interrupted }) {
      const key = asText(message.task_id)
      if (key === undefined) return null
      const child = children.get(key)
      // Without a task of ours it is a command, or a subagent of an agent that died: lost, and told now.
      if (!child && (message.status !== 'stopped' || message.tool_use_id !== undefined)) return null
      if (child && !child.running) return null
      const summary = asText(message.summary) ?? ''
      const outcome = outcomes(message.status, interrupted)
      const output = last ?? summary
      const report: Report = {
        type: 'child.ended',
        key,
        outcome,
        ...(outcome !== 'failed' && output !== '' && { output }),
        ...(outcome === 'failed' && {
          error: { kind: 'other', message: child?.error ?? (summary || 'The subagent failed.') },
        }),
        ...(usage && { usage }),
        durationMs:
          asNumber(asObject(message.usage)?.duration_ms) ??
          (child ? Math.max(0, now() - child.startedAt) : 0),
      }
      if (child) child.running = false
      tell({ report })
      return { key, outcome }
    },
  }
}

function outcomes(status: unknown, interrupted: boolean): Outcome {
  if (status === 'completed') return 'completed'
  if (status === 'failed') return 'failed'
  return interrupted ? 'interrupted' : 'stopped'
}
