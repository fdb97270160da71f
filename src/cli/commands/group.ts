import { resolve } from 'node:path'
import { GroupsJson, OneGroup, OneProject, ProjectsJson } from '../../contract/response.ts'
import { path } from '../client.ts'
import type { CommandSpec } from '../command.ts'
import type { Context } from '../context.ts'
import { safeLine } from '../print/safe.ts'
import { exit, usage } from '../refused.ts'
import { isPath } from './project.ts'

export const group: CommandSpec = {
  name: 'group',
  about: 'groups of projects, to look at some of them together',
  args: [
    { name: '[action]', about: 'what to do', choices: ['ls', 'add', 'set', 'rm'] },
    { name: '[group]', about: 'its name; for set and rm also its id' },
    { name: '[project...]', about: 'for add: the projects to put into it' },
  ],
  flags: [{ flags: '--name <name>', about: 'for set: its new name' }],
  examples: [
    ['signalbox group add work ~/shop ~/api', 'make one of two projects'],
    ['signalbox project set blog --group home', 'put a project into one that is there'],
    ['signalbox group rm work', 'its projects stay, in no group'],
  ],
  async run(context, [action = 'ls', name, ...projects], flags) {
    const newName = flags.text('name')
    if (action === 'ls') return list(context)
    if (name === undefined || (action === 'set') !== (newName !== undefined))
      throw usage(
        `say which: signalbox group ${action} NAME${action === 'set' ? ' --name NEW' : ''}`,
      )
    if (action !== 'add' && projects.length > 0) throw usage(`${action} takes one group`)
    const { world, out, json } = context
    const client = await context.server()
    const route = path('groups', name)
    // Nothing is made before everything that it is to hold is known.
    const known = projects.map((word) =>
      path('projects', isPath(word) ? resolve(world.cwd, word) : word),
    )
    for (const one of known) await client.send('PATCH', one, {}, OneProject)
    const answer =
      action === 'add'
        ? await client.send('POST', 'groups', { name }, OneGroup)
        : action === 'set'
          ? await client.send('PATCH', route, { name: newName }, OneGroup)
          : await client.send('DELETE', route, undefined, OneGroup)
    for (const one of known) await client.send('PATCH', one, { group: answer.group.id }, OneProject)
    const done = { add: 'Made', set: 'Renamed to', rm: 'Forgotten:' }[action] ?? ''
    if (json) out.document(answer)
    else out.line(`${done} ${safeLine(answer.group.name)}`)
    return exit.ok
  },
}

async function list({ server, out, json }: Context): Promise<number> {
  const client = await server()
  const answer = await client.get('groups', GroupsJson)
  if (json) {
    out.document(answer)
    return exit.ok
  }
  const { projects } = await client.get('projects', ProjectsJson)
  if (answer.groups.length === 0) out.line('No groups yet.')
  for (const { id, name } of answer.groups) {
    const its = projects.filter((project) => project.group === id)
    out.line([name, its.map((project) => project.name).join(', ')].map(safeLine).join('  ').trim())
  }
  return exit.ok
}
