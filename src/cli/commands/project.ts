import { resolve } from 'node:path'
import { z } from 'zod'
import type { AddProject, SetProject } from '../../contract/request.ts'
import { GroupsJson, OneProject, ProjectsJson, type ProjectJson } from '../../contract/response.ts'
import { crashPolicies, permissions } from '../../core/ask.ts'
import { path } from '../client.ts'
import type { CommandSpec, Flags } from '../command.ts'
import type { Context } from '../context.ts'
import { safeLine } from '../print/safe.ts'
import { exit, usage } from '../refused.ts'

const actions = ['ls', 'add', 'set', 'rm'] as const

export const project: CommandSpec = {
  name: 'project',
  about: 'the projects, and what their sessions begin with',
  args: [
    { name: '[action]', about: 'what to do', choices: actions },
    { name: '[project]', about: 'its folder; for set and rm also its name or id' },
  ],
  flags: [
    { flags: '--name <name>', about: 'what it is called in lists' },
    { flags: '--group <group>', about: 'the group that it is in' },
    { flags: '--no-group', about: 'in none' },
    { flags: '--agent <name>', about: 'the agent of new sessions' },
    { flags: '--no-agent', about: 'the configured one' },
    { flags: '--model <name>', about: 'their model, as that agent names it' },
    { flags: '--no-model', about: "the agent's own choice" },
    {
      flags: '--permission <mode>',
      about: 'what they may do without asking; bypass never asks',
      choices: permissions,
    },
    { flags: '--no-permission', about: 'ask' },
    {
      flags: '--on-crash <policy>',
      about: 'when an agent of theirs dies',
      choices: crashPolicies,
    },
    { flags: '--no-on-crash', about: 'as configured' },
    {
      flags: '--env <NAME>',
      about: 'a variable that their agents get, as the server has it; replaces those before',
      many: true,
    },
    { flags: '--no-env', about: 'none' },
  ],
  examples: [
    ['signalbox project ls', 'all projects'],
    ['signalbox project add ~/shop --agent demo --group work', 'before anything runs in it'],
    ['signalbox project set . --on-crash resume --env API_KEY', 'for new sessions in it'],
    ['signalbox project rm shop', 'forget its settings; sessions and files stay'],
  ],
  async run(context, [action = 'ls', which], flags) {
    const wish = settings(flags)
    const some = Object.keys(wish).length > 0
    if (action === 'ls') {
      if (which !== undefined || some) throw usage('ls takes nothing; say set to change one')
      return list(context)
    }
    if (which === undefined || (action === 'set' && !some))
      throw usage(`say which and what: ${usageOf[action] ?? ''}`)
    if (action === 'rm' && some) throw usage('rm takes only the project')
    const { world, out, json, say } = context
    const client = await context.server()
    const folder = resolve(world.cwd, which)
    const route = path('projects', isPath(which) ? folder : which)
    const body: AddProject = { path: folder, ...wish }
    const answer =
      action === 'add'
        ? await client.send('POST', 'projects', body, OneProject)
        : action === 'set'
          ? await client.send('PATCH', route, wish, OneProject)
          : await client.send('DELETE', route, undefined, OneProject)
    if (json) out.document(answer)
    else out.line(`${done[action] ?? ''} ${lineOf(answer.project)}`)
    if (answer.note !== undefined && !json) say(`signalbox: ${safeLine(answer.note)}`)
    return exit.ok
  },
}

const done: Record<string, string> = { add: 'Added', set: 'Set', rm: 'Forgotten, not deleted:' }
const usageOf: Record<string, string> = {
  add: 'signalbox project add FOLDER',
  set: 'signalbox project set PROJECT --on-crash ask|resume|leave',
  rm: 'signalbox project rm PROJECT',
}

async function list({ server, out, json }: Context): Promise<number> {
  const client = await server()
  const answer = await client.get('projects', ProjectsJson)
  if (json) {
    out.document(answer)
    return exit.ok
  }
  const { groups } = await client.get('groups', GroupsJson)
  const heads = [...groups, ...(groups.length > 0 ? [{ id: null, name: 'In no group' }] : [])]
  if (answer.projects.length === 0) out.line('No projects yet.')
  else if (heads.length === 0) for (const one of answer.projects) out.line(lineOf(one))
  for (const { id, name } of heads) {
    const its = answer.projects.filter(({ group }) => group === id)
    if (its.length > 0) out.line(safeLine(name))
    for (const one of its) out.line(`  ${lineOf(one)}`)
  }
  return exit.ok
}

/** What stands for a place: a dot, or anything with a slash. Everything else is a name or an id. */
export function isPath(word: string): boolean {
  return /^\.{1,2}$|[/\\]/.test(word)
}

function lineOf({ name, path: folder, ...its }: ProjectJson): string {
  const set = [
    its.agent && `agent: ${its.agent}`,
    its.model && `model: ${its.model}`,
    its.permission && `permission: ${its.permission}`,
    its.onCrash && `on crash: ${its.onCrash}`,
    its.env.length > 0 && `env: ${its.env.join(', ')}`,
  ].filter((part) => typeof part === 'string')
  return [name, folder, ...set].map(safeLine).join('  ')
}

function settings(flags: Flags): SetProject {
  const text = (name: string) => (flags.off(name) ? null : flags.text(name))
  const wish = {
    name: flags.text('name'),
    group: text('group'),
    agent: text('agent'),
    model: text('model'),
    permission: z.enum(permissions).nullish().parse(text('permission')),
    onCrash: z.enum(crashPolicies).nullish().parse(text('on-crash')),
    env: flags.off('env') ? [] : flags.list('env').length > 0 ? [...flags.list('env')] : undefined,
  }
  return Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined))
}
