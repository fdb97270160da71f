import { resolve } from 'node:path'
import { Anything } from '../client.ts'
import type { CommandSpec } from '../command.ts'
import { exit } from '../refused.ts'

export const backup: CommandSpec = {
  name: 'backup',
  about: 'a whole copy of the database, made while everything runs',
  args: [{ name: '<file>', about: 'a file that does not exist yet' }],
  flags: [],
  examples: [['signalbox backup ~/signalbox-monday.sqlite', 'a copy to keep']],
  async run({ server, out, json, world }, [name = '']) {
    const file = resolve(world.cwd, name)
    const client = await server()
    const answer = await client.send('POST', 'backup', { file }, Anything)
    if (json) out.document(answer)
    else out.line(`Copied to ${file}`)
    return exit.ok
  },
}
