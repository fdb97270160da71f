import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { crashPolicies } from '../core/ask.ts'
import { parseJson } from '../core/json.ts'

const name = z.string().regex(/^[a-z0-9][a-z0-9._-]*$/i, 'a name is letters, digits, . _ and -')
const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*\*?$/, 'not the name of a variable')

/** What `config.json` in the data folder may say. Nothing in it is needed. */
export const Config = z
  .strictObject({
    /** The agent of sessions that name none. */
    agent: name.optional(),
    agents: z
      .record(
        name,
        z.strictObject({
          /** Program and arguments. */
          command: z.array(z.string().min(1)).min(1, 'give the program and its arguments'),
          /** Which language it speaks; the plug board knows which there are, and which is usual. */
          provider: name.optional(),
          /** Variables that it is given from the server's environment; `NAME*` stands for a family. */
          env: z.array(variable).default([]),
        }),
      )
      .default({}),
    runners: z.array(name).min(1, 'name at least one runner').default(['local']),
    onCrash: z.enum(crashPolicies).default('ask'),
    /** How much of the agents' raw wire is kept. */
    wire: z
      .strictObject({
        maxMb: z.number().min(1).default(512),
        maxDays: z.number().min(1).default(14),
      })
      .default({ maxMb: 512, maxDays: 14 }),
  })
  .refine(({ runners }) => new Set(runners).size === runners.length, {
    path: ['runners'],
    message: 'a runner is named twice',
  })
export type Config = z.infer<typeof Config>

/** `config.json` says something that cannot be followed. The message is one line: where, what, what to do. */
export class ConfigBroken extends Error {
  readonly exitCode = 2
  override readonly name = 'ConfigBroken'
}

/** Reads the configuration; a file that is not there is an empty one. Throws `ConfigBroken`. */
export function readConfig(file: string): Config {
  const text = contentOf(file)
  if (text === null) return Config.parse({})
  const parsed = parseJson(text.replace(/^\uFEFF/, ''))
  if (!parsed.ok)
    throw new ConfigBroken(
      `${file}:${parsed.line}:${parsed.column}: not valid JSON: ${parsed.problem}; correct it or move the file away.`,
    )
  const config = Config.safeParse(parsed.value)
  if (config.success) return config.data
  const [issue] = config.error.issues
  throw new ConfigBroken(`${file}: ${issue ? told(issue) : 'not a configuration'}.`)
}

function contentOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    const why = error instanceof Error ? error.message : String(error)
    throw new ConfigBroken(`${file} cannot be read (${why}); make it readable or move it away.`, {
      cause: error,
    })
  }
}

function told(issue: z.core.$ZodIssue): string {
  const where = issue.path.map(String).join('.')
  if (issue.code === 'unrecognized_keys') {
    const keys = issue.keys.map((key) => `"${[...issue.path, key].map(String).join('.')}"`)
    return `${keys.join(', ')} is not a known key; take it out or correct its name`
  }
  const inner = issue.code === 'invalid_key' ? issue.issues[0]?.message : undefined
  const what = (inner ?? issue.message).replace(/^Invalid (input|option): /, '')
  return where === '' ? `${what}; it must hold one JSON object` : `"${where}": ${what}; correct it`
}
