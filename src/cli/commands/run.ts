import { z } from 'zod'
import { styleFor } from '../print/style.ts'
import { opendir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { BegunSession, OneSession, PromptJson } from '../../contract/response.ts'
import type { CreateSession, ForkSession } from '../../contract/request.ts'
import type { SessionJson } from '../../contract/session.ts'
import { crashPolicies, permissions } from '../../core/ask.ts'
import { path, type Client } from '../client.ts'
import type { CommandSpec, Flags } from '../command.ts'
import type { Context } from '../context.ts'
import { safeLine } from '../print/safe.ts'
import { exit, systemCode, usage } from '../refused.ts'
import { footerLines, waitingLines } from '../run/farewell.ts'
import { follow } from '../run/follow.ts'
import { textFrom } from '../words.ts'

export const run: CommandSpec = {
  name: 'run',
  about: 'give an agent a prompt and follow its work until it is done',
  args: [{ name: '<prompt...>', about: 'what to do; - reads it from standard input' }],
  flags: [
    { flags: '--agent <name>', about: 'the agent (see: signalbox agents)' },
    { flags: '--project <dir>', about: 'the folder to work in (default: here)' },
    {
      flags: '--no-project',
      about: 'work here, in no project: none of its settings, in no list of it',
    },
    { flags: '--model <name>', about: 'the model, as the agent names it' },
    {
      flags: '--permission <mode>',
      about: 'what it may do without asking; bypass never asks',
      choices: permissions,
    },
    { flags: '--title <text>', about: 'a title (default: the first line of the prompt)' },
    {
      flags: '--env <KEY[=VALUE]>',
      about: 'a variable for the agent; KEY alone: as here',
      many: true,
    },
    { flags: '--resume <id>', about: 'send the prompt to this session instead of a new one' },
    {
      flags: '--fork <id>',
      about: 'begin a session beside this one, from a copy of what its agent remembers',
    },
    {
      flags: '--on-crash <policy>',
      about: 'when its agent dies: ask you, resume by itself, or leave it',
      choices: crashPolicies,
    },
    { flags: '--detach', about: 'print the id and leave it working' },
    { flags: '--no-input', about: 'never ask here: exit with 5 when an answer is needed' },
  ],
  examples: [
    ['signalbox run "add a health endpoint" --project ~/shop', 'start, follow, answer when asked'],
    ['signalbox run "and test it" --resume 3f9c2a', 'go on in the same session'],
    ['signalbox run "try it with SQLite" --fork 3f9c2a', 'another way from there; both go on'],
    ['signalbox run "fix the lint" --permission accept-edits --detach', 'leave it to itself'],
    ['signalbox run "list the TODOs" --json --no-input | jq .type', 'events for a program'],
  ],
  async run(context, words, flags) {
    const prompt = await textFrom(context.world, words, 'the prompt')
    const begins = await beginning(context, prompt, flags)
    const server = await context.startedServer()
    const sentAt = context.world.now()
    const given = await begins(server)
    if (flags.on('detach')) return detached(context, given.session)

    if (given.session.permission === 'bypass')
      context.say(
        styleFor(context.world.stderr, context.world.env).red(
          'signalbox: bypass: the agent runs commands and changes files without asking',
        ),
      )
    // `--no-input` is told by the parser as `input: false`.
    const interactive = !context.json && context.world.stdin.isTTY === true && !flags.off('input')
    const { session } = given
    const followed = await follow(context, server, session, given.prompt, given.after, interactive)
    const { outcome, exitCode, pending } = followed
    if (outcome === 'left')
      context.say(
        `signalbox: left it there; come back with: signalbox logs -f ${session.id}, or signalbox run --resume ${session.id} "…"`,
      )
    if (outcome === 'needs-answer') for (const line of waitingLines(pending)) context.say(line)
    if (context.json)
      context.out.record({ type: 'result', outcome, exitCode, session: followed.session })
    else for (const line of footerLines(followed, sentAt, context)) context.out.line(line)
    return exitCode
  },
}

type Begun = { session: SessionJson; prompt: string | null; after: number }

/** What the flags ask for, checked before a server is started: a new session, a fork, or one that goes on. */
async function beginning(
  context: Context,
  prompt: string,
  flags: Flags,
): Promise<(server: Client) => Promise<Begun>> {
  const resumed = flags.text('resume')
  const forked = flags.text('fork')
  if (resumed !== undefined && forked !== undefined)
    throw usage('--resume goes on with a session, --fork begins one beside it; give one of them')
  if (resumed !== undefined) onlyOfNew(flags, '--resume', [...chosenNames, ...ofNew])
  if (forked !== undefined) onlyOfNew(flags, '--fork', ofNew)
  if (resumed !== undefined) return (server) => sent(server, resumed, prompt)
  if (forked !== undefined) {
    const wish: ForkSession = { prompt, ...chosen(flags) }
    return (server) => begun(context, server, path('sessions', forked, 'fork'), wish)
  }
  const wish = await created(context, prompt, flags)
  return (server) => begun(context, server, 'sessions', wish)
}

const chosenNames = ['model', 'permission', 'title']
const ofNew = ['agent', 'project', 'env', 'on-crash']

/** What a session keeps from its beginning is not taken in silence where it would change nothing. */
function onlyOfNew(flags: Flags, beside: string, names: readonly string[]) {
  const given = names.find((name) =>
    name === 'env'
      ? flags.list(name).length > 0
      : flags.text(name) !== undefined || flags.off(name),
  )
  if (given !== undefined)
    throw usage(
      `--${given} is for a new session and does not go with ${beside}; leave it out (signalbox set changes a session that is there)`,
    )
}

async function begun(
  context: Context,
  server: Client,
  where: string,
  wish: CreateSession | ForkSession,
): Promise<Begun> {
  const { session, note } = await server.send('POST', where, wish, BegunSession)
  if (note !== undefined) context.say(`signalbox: ${safeLine(note)}`)
  return { session, prompt: null, after: 0 }
}

/** A prompt for a session that is there: what was before it is not told again. */
async function sent(server: Client, id: string, text: string): Promise<Begun> {
  const { session } = await server.get(path('sessions', id), OneSession)
  const { prompt } = await server.send(
    'POST',
    path('sessions', session.id, 'prompts'),
    { text },
    PromptJson,
  )
  return { session, prompt: prompt.id, after: session.lastSeq }
}

async function created(context: Context, prompt: string, flags: Flags): Promise<CreateSession> {
  const cwd = resolve(context.world.cwd, flags.text('project') ?? '.')
  await usable(cwd)
  const onCrash = z.enum(crashPolicies).optional().parse(flags.text('on-crash'))
  const agent = flags.text('agent')
  const env = environment(flags.list('env'), context.world.env)
  return {
    prompt,
    cwd,
    ...(flags.off('project') && { project: null }),
    ...(agent !== undefined && { agent }),
    ...chosen(flags),
    ...(onCrash && { onCrash }),
    ...(env && { env }),
  }
}

/** What may be chosen for a fork too. */
function chosen(flags: Flags): Pick<CreateSession, 'model' | 'permission' | 'title'> {
  const permission = z.enum(permissions).optional().parse(flags.text('permission'))
  const model = flags.text('model')
  const title = flags.text('title')
  return {
    ...(model !== undefined && { model }),
    ...(title !== undefined && { title }),
    ...(permission && { permission }),
  }
}

async function usable(folder: string) {
  try {
    if (!(await stat(folder)).isDirectory())
      throw usage(`${folder} is a file; --project wants a folder`)
    // What counts is whether it can be listed and entered, not what its mode looks like.
    await (await opendir(folder)).close()
    await stat(join(folder, '.'))
  } catch (error) {
    if (systemCode(error) === 'ENOENT')
      throw usage(`there is no folder ${folder}; make it, or name another with --project`)
    if (systemCode(error) === 'EACCES')
      throw usage(
        `the folder ${folder} may not be read by you; change its rights, or name another with --project`,
      )
    throw error
  }
}

function environment(
  wanted: readonly string[],
  here: Readonly<Record<string, string | undefined>>,
): Record<string, string> | null {
  if (wanted.length === 0) return null
  const pairs = wanted.map((each): [string, string] => {
    const at = each.indexOf('=')
    const name = at < 0 ? each : each.slice(0, at)
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
      throw usage(`--env ${name}: not a variable name; write KEY or KEY=VALUE`)
    const value = at < 0 ? here[name] : each.slice(at + 1)
    if (value === undefined) throw usage(`--env ${name}: not set here; write ${name}=VALUE`)
    return [name, value]
  })
  return Object.fromEntries(pairs)
}

function detached({ json, out }: Context, session: SessionJson): number {
  if (json) out.record({ type: 'result', outcome: 'detached', exitCode: exit.ok, session })
  else out.line(session.id)
  return exit.ok
}
