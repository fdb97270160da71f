import type { FileDiff, ToolKind } from './item.ts'

/** How much an agent may do without asking. `bypass` is never a default. */
export const permissions = ['ask', 'accept-edits', 'plan', 'bypass'] as const
export type Permission = (typeof permissions)[number]

/** How much each lets an agent do, least first. */
const freedom: Record<Permission, number> = { plan: 0, ask: 1, 'accept-edits': 2, bypass: 3 }

/** Whether `next` lets an agent do less than `before`. */
export function isTighter(next: Permission, before: Permission): boolean {
  return freedom[next] < freedom[before]
}

/** What can be changed of an agent that lives. */
export type Setting = { model: string } | { permission: Permission }

/** What happens by itself when an agent or its runner dies. */
export const crashPolicies = ['ask', 'resume', 'leave'] as const
export type CrashPolicy = (typeof crashPolicies)[number]

/** A question that holds a turn until a person (or a standing rule) answers. */
export type Ask = {
  id: string
  /** `approval`: may this call run; `plan`: may this plan be carried out; `question`: the agent wants to know. */
  kind: 'approval' | 'plan' | 'question'
  /** One line for a person. */
  title: string
  tool?: ToolKind
  /** The tool call it is about. */
  item?: string
  /** The command line, where it is one. */
  command?: string
  input?: unknown
  diffs?: FileDiff[]
  /** A question's offered answers; any text is allowed where this is empty. */
  options?: Option[]
  /** More than one of them may be chosen: a reply names them with commas between. */
  several?: true
  /** Which it is of the questions that are asked together, one after the other; `at` counts from 1. */
  part?: { at: number; of: number }
}

/** One answer that a question offers; `description`: what it would mean. */
export type Option = { id: string; label: string; description?: string }

export type Answer =
  | { choice: 'allow'; always?: boolean }
  | { choice: 'deny'; reason?: string }
  | { choice: 'reply'; text: string }
  /** Nobody can answer any more: the turn ended, or the agent is gone. */
  | { choice: 'withdrawn' }

/** A standing answer that a person gave for one session: "always allow this here". */
export type Rule = { tool: ToolKind | null; command: string | null }

/** The rule that "always" stands for: all edits, or exactly this command; null where it would be too wide. */
export function ruleFor(ask: Ask): Rule | null {
  if (ask.kind !== 'approval') return null
  if (ask.command !== undefined) return { tool: ask.tool ?? null, command: ask.command }
  if (ask.tool === 'edit' || ask.tool === 'read' || ask.tool === 'search' || ask.tool === 'fetch')
    return { tool: ask.tool, command: null }
  return null
}

/** Kinds of calls that change nothing: whoever only plans may ask for them. */
const harmless: ReadonlySet<ToolKind | undefined> = new Set([
  'read',
  'search',
  'think',
  'spawn',
  'question',
  'plan',
])

/** What the standing answers say to an ask, and which of them said so; null: the person is asked. */
export function standingAnswer(
  permission: Permission,
  rules: readonly Rule[],
  ask: Ask,
): { answer: Answer; by: 'policy' | 'rule' } | null {
  if (ask.kind === 'question') return null
  if (permission === 'bypass') return { answer: { choice: 'allow' }, by: 'policy' }
  if (ask.kind === 'plan') return null
  if (permission === 'plan' && !harmless.has(ask.tool))
    return {
      answer: { choice: 'deny', reason: 'This session plans only: nothing is changed or run.' },
      by: 'policy',
    }
  // What runs a command is no mere edit, whatever its agent calls it.
  if (permission === 'accept-edits' && ask.tool === 'edit' && ask.command === undefined)
    return { answer: { choice: 'allow' }, by: 'policy' }
  const matching = rules.some(
    ({ tool, command }) =>
      (tool !== null || command !== null) &&
      tool === (ask.tool ?? null) &&
      command === (ask.command ?? null),
  )
  return matching ? { answer: { choice: 'allow' }, by: 'rule' } : null
}
