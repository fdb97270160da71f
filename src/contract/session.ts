import { z } from 'zod'
import { crashPolicies, permissions } from '../core/ask.ts'
import type { Fleet } from '../core/fleet.ts'
import type { Session } from '../core/session.ts'
import { traceShown, traceSteps } from '../core/trace.ts'
import type { Usage } from '../core/usage.ts'

export const states = [
  'starting',
  'running',
  'needs-approval',
  'needs-input',
  'idle',
  'failed',
  'crashed',
  'resuming',
  'stopped',
  'done',
] as const

/** ISO 8601 in UTC with milliseconds. */
export const Time = z.iso.datetime({ precision: 3 })

export const UsageJson = z
  .object({
    costUsd: z.number().nullable().describe('USD; null while nobody told a price'),
    costSource: z.enum(['agent', 'computed']).nullable(),
    inputTokens: z.number(),
    outputTokens: z.number(),
    cacheReadTokens: z.number(),
    cacheWriteTokens: z.number(),
  })
  .meta({ id: 'Usage' })

export const ApprovalJson = z
  .object({
    id: z.string(),
    sessionId: z.string(),
    kind: z.enum(['approval', 'plan', 'question']),
    title: z.string(),
    tool: z.string().nullable(),
    command: z.string().nullable(),
    input: z.unknown(),
    diffs: z.array(
      z.object({ path: z.string(), before: z.string().nullable(), after: z.string() }),
    ),
    options: z.array(
      z.object({ id: z.string(), label: z.string(), description: z.string().nullable() }),
    ),
    several: z.boolean().describe('More than one option may be chosen, with commas between'),
    part: z
      .object({ at: z.number(), of: z.number() })
      .nullable()
      .describe('Which it is of the questions that are asked together, from 1'),
    since: Time,
  })
  .meta({ id: 'Approval' })
export type ApprovalJson = z.infer<typeof ApprovalJson>

export const SessionJson = z
  .object({
    id: z.string(),
    parentId: z.string().nullable(),
    rootId: z.string(),
    project: z
      .string()
      .nullable()
      .describe('Folder in which its project was when it began, or null: outside any'),
    cwd: z.string(),
    agent: z.string(),
    runner: z.string(),
    model: z.string().nullable(),
    permission: z.enum(permissions),
    onCrash: z.enum(crashPolicies),
    title: z.string(),
    state: z.enum(states).describe('With what its subagents do counted in'),
    reason: z.string().describe('One line: why it is in this state'),
    since: Time,
    evidence: z.number().describe('seq of the event behind the state'),
    signal: z.enum(['ok', 'none']),
    lastOutcome: z.enum(['completed', 'failed', 'interrupted', 'stopped', 'crashed']).nullable(),
    error: z.object({ kind: z.string(), message: z.string() }).nullable(),
    exit: z
      .object({
        cause: z.string(),
        code: z.number().nullable(),
        signal: z.string().nullable(),
        message: z.string(),
        stderr: z.string(),
      })
      .nullable()
      .describe('How its last agent process ended'),
    seen: z.boolean(),
    now: z.string().nullable().describe('What it does, one line'),
    trace: z
      .array(z.number())
      .length(traceSteps)
      .describe('Tool calls begun in each 2 minutes of the last hour, oldest first'),
    traceMarks: z
      .string()
      .length(traceSteps)
      .describe('One letter a step of trace: . nothing, w waited for the person, c crashed'),
    turns: z.number(),
    usage: UsageJson,
    treeUsage: UsageJson.describe('With all descendants'),
    context: z.object({ used: z.number(), size: z.number() }).nullable(),
    changes: z.object({ files: z.number(), added: z.number(), removed: z.number() }),
    pendingApprovals: z.array(ApprovalJson),
    queued: z.array(z.object({ id: z.string(), text: z.string(), by: z.string() })),
    held: z
      .boolean()
      .describe(
        'The queue waits for the person, because the last turn failed; resume lets it go on',
      ),
    resumeToken: z.string().nullable(),
    forkOf: z.string().nullable().describe('The session that it is a fork of'),
    createdAt: Time,
    updatedAt: Time,
    lastSeq: z.number(),
    children: z.array(z.string()),
  })
  .meta({ id: 'Session' })
export type SessionJson = z.infer<typeof SessionJson>

/** The newest answer: what comes together is often of one moment, and making the text costs as much as parsing an event. */
let newest = { at: NaN, text: '' }

export function iso(at: number): string {
  if (newest.at !== at) newest = { at, text: new Date(at).toISOString() }
  return newest.text
}

export function approvalsJson(session: Session): ApprovalJson[] {
  return session.asks.map(({ ask, since }) => ({
    id: ask.id,
    sessionId: session.id,
    kind: ask.kind,
    title: ask.title,
    tool: ask.tool ?? null,
    command: ask.command ?? null,
    input: ask.input ?? null,
    diffs: ask.diffs ?? [],
    options: (ask.options ?? []).map(({ description = null, ...option }) => ({
      ...option,
      description,
    })),
    several: ask.several ?? false,
    part: ask.part ?? null,
    since: iso(since),
  }))
}

/** A session as every client sees it, at the time `now` (ms): the trace moves with it. */
export function sessionJson(fleet: Fleet, session: Session, now: number): SessionJson {
  const { state, reason, since, evidence, now: does } = fleet.effective(session.id)
  const trace = traceShown(session, now)
  return {
    id: session.id,
    parentId: session.parentId,
    rootId: session.rootId,
    project: session.project,
    cwd: session.cwd,
    agent: session.agent,
    runner: session.runner,
    model: session.model,
    permission: session.permission,
    onCrash: session.onCrash,
    title: session.title,
    state,
    reason: session.silence ?? reason,
    since: iso(since),
    evidence,
    signal: session.signal,
    lastOutcome: session.lastOutcome,
    error: session.error,
    exit: session.exit,
    seen: session.seen,
    now: does,
    trace: trace.calls,
    traceMarks: trace.marks,
    turns: session.turns,
    usage: usageJson(session.usage),
    treeUsage: usageJson(fleet.treeUsage(session.id)),
    context: session.context,
    changes: session.changes,
    pendingApprovals: approvalsJson(session),
    queued: session.queue,
    held: session.held && session.queue.length > 0,
    resumeToken: session.resumeToken,
    forkOf: session.fork?.of ?? null,
    createdAt: iso(session.createdAt),
    updatedAt: iso(session.updatedAt),
    lastSeq: session.lastSeq,
    children: session.children,
  }
}

/** Sums of money as decimals would be: binary dust behind the 8th digit is noise. */
function usageJson(usage: Usage): Usage {
  return {
    ...usage,
    costUsd: usage.costUsd === null ? null : Math.round(usage.costUsd * 1e8) / 1e8,
  }
}
