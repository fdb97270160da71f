import { z } from 'zod'
import { SessionsJson } from '../../contract/response.ts'
import type { CommandSpec } from '../command.ts'
import { fleetLines } from '../print/fleet-table.ts'
import { exit } from '../refused.ts'

export const ls: CommandSpec = {
  name: 'ls',
  about: 'all sessions at a glance: who needs you, who works, what is to be looked at',
  args: [],
  flags: [{ flags: '--all', about: 'closed sessions and finished subagents too' }],
  examples: [
    ['signalbox ls', 'who needs you comes first'],
    ['signalbox ls --all', 'with what is closed'],
    ['signalbox ls --json | jq ".sessions[].state"', 'for a program: a flat list'],
  ],
  async run({ server, out, json, columns, style, world }, _, flags) {
    const client = await server()
    const route = flags.on('all') ? 'sessions?all=1' : 'sessions'
    if (json) {
      out.document(await client.get(route, z.looseObject({ sessions: z.array(z.unknown()) })))
      return exit.ok
    }
    const { sessions } = await client.get(route, SessionsJson)
    const look = { width: columns, style, now: world.now(), all: flags.on('all') }
    for (const line of fleetLines(sessions, look)) out.line(line)
    return exit.ok
  },
}
