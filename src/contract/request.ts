import { z } from 'zod'
import { crashPolicies, permissions } from '../core/ask.ts'

/** The longest text a person can send as one prompt, in characters. */
export const promptLimit = 1_000_000

const text = (what: string) =>
  z
    .string({ error: `${what} is missing: give some text` })
    .max(promptLimit, `${what} is longer than ${promptLimit} characters`)
    .refine((value) => value.trim() !== '', `${what} is empty: give some text`)

const variableName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'not a variable name')

const model = z.string().trim().min(1, 'give a model').max(200)

const attachments = z
  .array(z.string().min(1).max(4096))
  .max(20)
  .optional()
  .describe("Paths of files to go with it; one that is not absolute begins in the session's folder")

export const CreateSession = z
  .strictObject({
    prompt: text('the prompt'),
    attachments,
    agent: z
      .string()
      .optional()
      .describe("Name of a configured agent; default: the project's, else the configured one"),
    cwd: z.string().describe('Absolute path of the folder to work in'),
    project: z
      .string()
      .nullable()
      .optional()
      .describe(
        'Folder of the project; default: the project or repository around cwd, else cwd; null: outside any project',
      ),
    model: z
      .string()
      .optional()
      .describe("Default: the project's, where its agent is the one that is run"),
    permission: z.enum(permissions).optional().describe("Default: the project's, else ask"),
    title: z.string().max(200).optional().describe('Default: the first line of the prompt'),
    env: z
      .record(variableName, z.string())
      .optional()
      .describe('Kept for this session, never shown or logged'),
    onCrash: z.enum(crashPolicies).optional(),
    runner: z.string().optional(),
    resumeToken: z
      .string()
      .optional()
      .describe('Go on with this session of the provider, begun elsewhere'),
  })
  .meta({ id: 'CreateSession' })
export type CreateSession = z.infer<typeof CreateSession>

export const ForkSession = z
  .strictObject({
    prompt: text('the prompt'),
    attachments,
    model: z.string().optional().describe("Default: the session's"),
    permission: z.enum(permissions).optional().describe("Default: the session's"),
    title: z.string().max(200).optional().describe('Default: the first line of the prompt'),
  })
  .meta({ id: 'ForkSession' })
export type ForkSession = z.infer<typeof ForkSession>

export const SendPrompt = z
  .strictObject({
    text: text('the prompt'),
    now: z
      .boolean()
      .optional()
      .describe('Steer the running turn; where the agent cannot, first in the queue'),
    by: z.string().max(100).optional().describe('Who asks; default: person'),
    attachments,
  })
  .meta({ id: 'SendPrompt' })

/** The largest picture that can be pasted, in bytes. */
export const pictureLimit = 3_000_000

export const KeepPicture = z
  .strictObject({
    data: z
      .base64()
      .max(Math.ceil(pictureLimit / 3) * 4, `the picture is larger than ${pictureLimit / 1e6} MB`)
      .describe('PNG, JPEG, GIF or WebP'),
  })
  .meta({ id: 'KeepPicture' })

export const EditPrompt = z.strictObject({ text: text('the prompt') }).meta({ id: 'EditPrompt' })

export const PatchSession = z
  .strictObject({
    title: z.string().trim().min(1, 'give a title').max(200).optional(),
    onCrash: z.enum(crashPolicies).optional(),
    model: model.optional().describe('As its agent names it'),
    permission: z.enum(permissions).optional(),
  })
  .meta({ id: 'PatchSession' })

export const AnswerApproval = z
  .discriminatedUnion('choice', [
    z.strictObject({
      choice: z.literal('allow'),
      always: z.boolean().optional().describe('Also every like call of this session'),
    }),
    z.strictObject({ choice: z.literal('deny'), reason: z.string().max(10_000).optional() }),
    z.strictObject({ choice: z.literal('reply'), text: text('the answer') }),
  ])
  .meta({ id: 'AnswerApproval' })

const settings = {
  name: z.string().trim().min(1, 'give a name').max(200).optional(),
  group: z.string().nullable().optional().describe('Name or id of a group; null: in none'),
  agent: z.string().nullable().optional().describe('Name of a configured agent'),
  model: model.nullable().optional(),
  permission: z.enum(permissions).nullable().optional(),
  onCrash: z.enum(crashPolicies).nullable().optional(),
  env: z
    .array(variableName)
    .max(100)
    .optional()
    .describe('Names only: the values are those that the server was started with'),
}
export const AddProject = z
  .strictObject({ path: z.string().describe('Absolute path of the folder'), ...settings })
  .meta({ id: 'AddProject' })
export type AddProject = z.infer<typeof AddProject>
/** null: as everywhere else. */
export const SetProject = z.strictObject(settings).meta({ id: 'SetProject' })
export type SetProject = z.infer<typeof SetProject>

/** A group with its name: a new one, or a new name for one. */
export const NameGroup = z
  .strictObject({ name: z.string().trim().min(1, 'give a name').max(200) })
  .meta({ id: 'NameGroup' })

export const MakeBackup = z
  .strictObject({ file: z.string().describe('Absolute path of a file that does not exist yet') })
  .meta({ id: 'MakeBackup' })

const whole = z.coerce
  .number({ error: 'give a whole number' })
  .int({ error: 'give a whole number' })
const seq = whole.min(0, { error: 'give 0 or more' })
export const EventsQuery = z
  .strictObject({
    after: seq.optional(),
    before: seq.optional(),
    around: seq.optional(),
    limit: whole
      .min(1, { error: 'give 1 to 1000' })
      .max(1000, { error: 'give 1 to 1000' })
      .default(200),
  })
  .refine(
    ({ after, before, around }) =>
      [after, before, around].filter((v) => v !== undefined).length <= 1,
    'give only one of after, before and around',
  )
  .describe('Pages of events; without after, before and around: the newest')
export const ExportQuery = z.strictObject({
  session: z.string().optional().describe('Only this session and its subagents'),
})
export const ListQuery = z.strictObject({
  all: z.enum(['0', '1', 'true', 'false']).optional().describe('1: closed sessions too'),
})
export const FoldersQuery = z.strictObject({
  path: z.string().max(4096).describe('The beginning of an absolute path; ~ is the home folder'),
})
export const FilesQuery = z.strictObject({
  path: z
    .string()
    .max(4096)
    .describe("The beginning of a path; a relative one begins in the session's folder"),
})
export const FolderFilesQuery = z.strictObject({
  cwd: z.string().max(4096).describe('Absolute path of a folder'),
  path: z
    .string()
    .max(4096)
    .describe('The beginning of a path; a relative one begins in that folder'),
})
