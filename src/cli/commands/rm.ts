import { OneSession } from '../../contract/response.ts'
import { Anything, path } from '../client.ts'
import type { CommandSpec } from '../command.ts'
import { safeLine } from '../print/safe.ts'
import { exit } from '../refused.ts'
import { idArg } from './act.ts'

export const rm: CommandSpec = {
  name: 'rm',
  about: 'remove a session and its subagents from the records; never files of yours',
  args: [idArg],
  flags: [],
  examples: [['signalbox rm 3f9c2a', 'forget it; refused while it runs']],
  async run({ server, out, json }, [id = '']) {
    const client = await server()
    const { session } = await client.get(path('sessions', id), OneSession)
    const gone = await client.send('DELETE', path('sessions', session.id), undefined, Anything)
    if (json) out.document(gone)
    else out.line(`Removed ${safeLine(session.title)}`)
    return exit.ok
  },
}
