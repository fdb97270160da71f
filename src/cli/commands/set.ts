import { z } from 'zod'
import { OneSession, SetSession } from '../../contract/response.ts'
import { crashPolicies, permissions } from '../../core/ask.ts'
import { path } from '../client.ts'
import type { CommandSpec } from '../command.ts'
import { safeLine } from '../print/safe.ts'
import { exit, usage } from '../refused.ts'
import { idArg } from './act.ts'

export const set: CommandSpec = {
  name: 'set',
  about:
    'another model, permission, crash policy or title for a session, also while its agent works',
  args: [idArg],
  flags: [
    { flags: '--model <name>', about: 'the model from now on, as its agent names it' },
    {
      flags: '--permission <mode>',
      about: 'what it may do without asking from now on; bypass never asks',
      choices: permissions,
    },
    { flags: '--on-crash <policy>', about: 'when its agent dies', choices: crashPolicies },
    { flags: '--title <text>', about: 'what it is called' },
  ],
  examples: [
    ['signalbox set 3f9c2a --model sonnet', 'its next answer comes from that model'],
    ['signalbox set 3f9c2a --permission accept-edits', 'edits pass, what waits for leave too'],
    ['signalbox set 3f9c2a --permission ask --title "The API"', 'everything is asked again'],
  ],
  async run({ server, out, json, say }, [id = ''], flags) {
    const wish = Object.fromEntries(
      Object.entries({
        title: flags.text('title'),
        model: flags.text('model'),
        permission: z.enum(permissions).optional().parse(flags.text('permission')),
        onCrash: z.enum(crashPolicies).optional().parse(flags.text('on-crash')),
      }).filter(([, value]) => value !== undefined),
    )
    if (Object.keys(wish).length === 0)
      throw usage('say what to set: --model, --permission, --on-crash or --title')
    const client = await server()
    const { session } = await client.get(path('sessions', id), OneSession)
    const answer = await client.send('PATCH', path('sessions', session.id), wish, SetSession)
    if (answer.note !== undefined) say(`signalbox: ${safeLine(answer.note)}`)
    if (json) out.document(answer)
    else {
      const { title, model, permission, onCrash } = answer.session
      const its = [...(model ? [`model ${model}`] : []), `permission ${permission}`]
      out.line(safeLine(`${title}: ${[...its, `on crash ${onCrash}`].join(', ')}`))
    }
    return exit.ok
  },
}
