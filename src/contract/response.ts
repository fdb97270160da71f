import { z } from 'zod'
import { crashPolicies, permissions } from '../core/ask.ts'
import { EventJson } from './event.ts'
import { ApprovalJson, SessionJson, states, Time, UsageJson } from './session.ts'

/** Every refusal of the API. `code` is for programs and stays; `message` is one line for a person. */
export const ErrorJson = z
  .object({
    error: z.object({
      code: z.string(),
      message: z.string(),
      matches: z.array(z.string()).optional().describe('Ids that an ambiguous prefix fits'),
    }),
  })
  .meta({ id: 'Error' })

/** Error codes of the API itself, with their HTTP status. Rejections of `decide` come as 409 with their own code. */
export const errorStatus = {
  'bad-request': 400,
  unauthorized: 401,
  forbidden: 403,
  'not-found': 404,
  'unknown-agent': 400,
  'agent-missing': 400,
  'bad-folder': 400,
  'unknown-runner': 400,
  'unknown-project': 404,
  'unknown-group': 404,
  'already-there': 409,
  'agent-refused': 409,
  ambiguous: 409,
  'too-large': 413,
  'unsupported-media-type': 415,
  'not-saved': 507,
  internal: 500,
  stopping: 503,
} as const
export type ErrorCode = keyof typeof errorStatus

export const runnerStates = ['unknown', 'up', 'down', 'restarting', 'failed'] as const
export const RunnerJson = z
  .object({
    name: z.string(),
    state: z.enum(runnerStates),
    since: Time,
    reason: z.string(),
    version: z.string().nullable(),
    pid: z.number().nullable(),
    attempt: z.number().describe('Restarts tried since it was last healthy'),
    agents: z.number(),
    unsaved: z
      .string()
      .nullable()
      .describe('Why its journal cannot be written; its agents are held meanwhile'),
    lag: z.number().describe('Reports journaled and not yet recorded here, as far as known'),
  })
  .meta({ id: 'Runner' })
export type RunnerJson = z.infer<typeof RunnerJson>

export const StatusJson = z
  .object({
    version: z.string(),
    node: z.string(),
    pid: z.number(),
    url: z.string(),
    data: z.string(),
    startedAt: Time,
    seq: z.number(),
    saving: z.object({ ok: z.boolean(), since: Time, reason: z.string() }),
    runners: z.array(RunnerJson),
    counts: z.record(z.enum(states), z.number()).describe('Open root sessions by state'),
    needsYou: z.number().describe('Asks that wait, and failures nobody looked at'),
    rateUsdPerHour: z.number().describe('Known cost of the turns that ended in the last hour'),
    costTodayUsd: z.number().describe("Known cost since the machine's last midnight"),
    unread: z.object({ malformed: z.number(), unknown: z.number() }),
    feedClients: z.number(),
  })
  .meta({ id: 'Status' })
export type StatusJson = z.infer<typeof StatusJson>

export const AgentJson = z
  .object({
    name: z.string(),
    provider: z.string(),
    command: z.array(z.string()),
    found: z.string().nullable().describe('Where its program was found; null: it is not there'),
    version: z.string().nullable().describe('Of its program, as it says; null: not known'),
    signedIn: z
      .boolean()
      .nullable()
      .describe('Whether its program says that it is signed in; null: it does not say'),
    hint: z.string().nullable().describe('What to run when it is missing, or not signed in'),
    default: z.boolean(),
  })
  .meta({ id: 'Agent' })
export type AgentJson = z.infer<typeof AgentJson>

export const NoticeJson = z
  .object({
    seq: z.number(),
    at: Time,
    sessionId: z.string(),
    kind: z.enum(['needs-you', 'completed', 'failed', 'crashed', 'runner']),
    title: z.string(),
    project: z.string().nullable(),
    text: z.string(),
  })
  .meta({ id: 'Notice' })

export const ProjectJson = z
  .object({
    id: z.string(),
    path: z.string().describe('Where its folder is'),
    name: z.string(),
    remote: z.string().nullable().describe('What its repository was cloned from'),
    rootCommit: z.string().nullable().describe('The oldest commit of its repository'),
    group: z.string().nullable().describe('Id of its group'),
    agent: z.string().nullable().describe('What new sessions begin with; null: the configured one'),
    model: z.string().nullable().describe("As its agent names it; null: the agent's own choice"),
    permission: z.enum(permissions).nullable().describe('null: ask'),
    onCrash: z.enum(crashPolicies).nullable().describe('null: as configured'),
    env: z
      .array(z.string())
      .describe('Names of variables that its agents get, as the server was started with them'),
    addedAt: Time,
    formerly: z
      .array(z.object({ path: z.string(), until: Time }))
      .describe('Where it was: sessions that began there before that time are its own'),
  })
  .meta({ id: 'Project' })

export const GroupJson = z
  .object({ id: z.string(), name: z.string(), addedAt: Time })
  .meta({ id: 'Group' })
export type GroupJson = z.infer<typeof GroupJson>

export type ProjectJson = z.infer<typeof ProjectJson>

export const SessionsJson = z.object({ sessions: z.array(SessionJson) })
export const OneSession = z.object({ session: SessionJson })
export const BegunSession = OneSession.extend({
  note: z
    .string()
    .optional()
    .describe(
      'One line that the person should read: its project was found again elsewhere, or a fork remembers nothing',
    ),
})
export const SetSession = OneSession.extend({
  note: z.string().optional().describe('One line: its agent was asked and has not answered yet'),
})
export const ApprovalsJson = z.object({ approvals: z.array(ApprovalJson) })
export const EventsJson = z.object({
  events: z.array(EventJson),
  more: z
    .boolean()
    .describe('Further events lie in the direction that was asked for (around: in any)'),
})
export const QueueJson = z.object({
  queued: z.array(z.object({ id: z.string(), text: z.string(), by: z.string() })),
})
export const PromptJson = z.object({
  prompt: z.object({ id: z.string() }),
  note: z
    .enum(['cannot-steer'])
    .optional()
    .describe('cannot-steer: the agent cannot be steered; the prompt is first in the queue'),
})
export const PictureJson = z.object({
  path: z.string().describe('Absolute: give it among the attachments of a prompt'),
})
export const FilesJson = z.object({
  files: z.array(z.object({ path: z.string(), folder: z.boolean() })),
})
export const TurnsJson = z.object({
  turns: z
    .array(z.object({ seq: z.number(), at: Time, text: z.string() }))
    .describe('Its prompts in the order in which they were sent; of a long one the beginning'),
})
export const LogJson = z.object({
  lines: z.array(z.object({ at: Time, text: z.string(), dropped: z.number() })),
})
export const OneEvent = z.object({ event: EventJson })
export const RemovedJson = z.object({
  removed: z.array(z.string()).describe('It and all that was below it'),
})
export const AgentsJson = z.object({ agents: z.array(AgentJson) })
export type AgentsJson = z.infer<typeof AgentsJson>
export const ProjectsJson = z.object({ projects: z.array(ProjectJson) })
export const OneProject = z.object({
  project: ProjectJson,
  note: z.string().optional().describe('One line that the person should read'),
})
export const GroupsJson = z.object({ groups: z.array(GroupJson) })
export const OneGroup = z.object({ group: GroupJson })
export const NoticesJson = z.object({ notices: z.array(NoticeJson) })
export const RunnersJson = z.object({ runners: z.array(RunnerJson) })
export const OneRunner = z.object({ runner: RunnerJson })
export const FoldersJson = z.object({
  folders: z.array(z.object({ path: z.string(), git: z.boolean() })),
})
export const BackupJson = z.object({ file: z.string(), bytes: z.number() })
/** The first line of an export; an event a line follows. */
export const ExportHeader = z
  .object({ type: z.literal('export'), version: z.string(), at: Time, seq: z.number() })
  .meta({ id: 'ExportHeader' })
export const Done = z.object({ ok: z.literal(true) })
export { ApprovalJson, SessionJson, UsageJson }
