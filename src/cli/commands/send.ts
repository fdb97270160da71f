import { OneSession, PromptJson } from '../../contract/response.ts'
import { path } from '../client.ts'
import type { CommandSpec } from '../command.ts'
import { safeLine } from '../print/safe.ts'
import { exit } from '../refused.ts'
import { textFrom } from '../words.ts'
import { idArg } from './act.ts'

export const send: CommandSpec = {
  name: 'send',
  about: 'send a session a prompt; it waits in the queue while a turn runs',
  args: [idArg, { name: '<text...>', about: 'the prompt; - reads it from standard input' }],
  flags: [{ flags: '--now', about: 'steer the running turn, where the agent can' }],
  examples: [
    ['signalbox send 3f9c2a "then update the README"', 'queue it'],
    ['signalbox send 3f9c2a "use port 8080" --now', 'say it into the running turn'],
  ],
  async run({ server, out, json, world }, [id = '', ...words], flags) {
    const text = await textFrom(world, words, 'the prompt')
    const client = await server()
    const { session } = await client.get(path('sessions', id), OneSession)
    const now = flags.on('now')
    const body = { text, ...(now && { now }) }
    const answer = await client.send(
      'POST',
      path('sessions', session.id, 'prompts'),
      body,
      PromptJson,
    )
    if (json) out.document(answer)
    else if (answer.note === 'cannot-steer')
      out.line(`First in the queue of ${safeLine(session.title)}: its agent cannot be steered`)
    else out.line(`${now ? 'Sent' : 'Queued'} for ${safeLine(session.title)}`)
    return exit.ok
  },
}
