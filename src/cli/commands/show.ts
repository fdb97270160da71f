import { OneSession } from '../../contract/response.ts'
import { path } from '../client.ts'
import type { CommandSpec } from '../command.ts'
import { exit } from '../refused.ts'
import { sessionLines } from '../print/session-page.ts'
import { idArg } from './act.ts'

export const show: CommandSpec = {
  name: 'show',
  about: 'one session: its state and why, what it did, what it cost, what waits',
  args: [idArg],
  flags: [],
  examples: [
    ['signalbox show 3f9c2a', 'everything about it on one page'],
    ['signalbox show 3f9c2a --json', 'the same as a document'],
  ],
  async run({ server, out, json, style, world }, [id = '']) {
    const client = await server()
    const answer = await client.get(path('sessions', id), OneSession)
    if (json) out.document(answer)
    else for (const line of sessionLines(answer.session, style, world.now())) out.line(line)
    return exit.ok
  },
}
