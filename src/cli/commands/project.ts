import { resolve } from 'node:path'
import { ProjectsJson } from '../../contract/response.ts'
import { crashPolicies } from '../../core/ask.ts'
import { Anything } from '../client.ts'
import type { CommandSpec } from '../command.ts'
import { safeLine } from '../print/safe.ts'
import { exit, usage } from '../refused.ts'

export const project: CommandSpec = {
  name: 'project',
  about: 'the projects, and what happens in them when an agent dies',
  args: [
    { name: '[action]', about: 'list or set', choices: ['list', 'set'] },
    { name: '[path]', about: 'the folder of the project' },
  ],
  flags: [
    { flags: '--on-crash <policy>', about: 'for new sessions in it', choices: crashPolicies },
    { flags: '--name <name>', about: 'what it is called in lists' },
  ],
  examples: [
    ['signalbox project', 'all projects'],
    ['signalbox project set . --on-crash resume', 'bring crashed sessions back by themselves'],
  ],
  async run({ server, out, json, world }, [action = 'list', folder], flags) {
    const onCrash = flags.text('on-crash')
    const name = flags.text('name')
    if (action === 'set' && (folder === undefined || (onCrash ?? name) === undefined))
      throw usage('say which and what: signalbox project set PATH --on-crash ask|resume|leave')
    const client = await server()
    if (action === 'set') {
      const body = {
        path: resolve(world.cwd, folder ?? ''),
        ...(onCrash !== undefined && { onCrash }),
        ...(name !== undefined && { name }),
      }
      const answer = await client.send('PATCH', 'projects', body, Anything)
      if (json) out.document(answer)
      else out.line(`Set for ${body.path}`)
      return exit.ok
    }
    const answer = await client.get('projects', ProjectsJson)
    if (json) out.document(answer)
    else if (answer.projects.length === 0) out.line('No projects yet.')
    for (const { name: called, path, onCrash: policy } of json ? [] : answer.projects)
      out.line(`${safeLine(called)}  ${safeLine(path)}  on crash: ${policy ?? 'as usual'}`)
    return exit.ok
  },
}
