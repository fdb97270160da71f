import { OneSession } from '../../contract/response.ts'
import { Anything, path } from '../client.ts'
import type { CommandSpec } from '../command.ts'
import { safeLine } from '../print/safe.ts'
import { exit } from '../refused.ts'

export const idArg = { name: '<id>', about: 'a session: its id, or the first letters of it' }

/** Commands that are one wish about one session. */
function act(
  name: string,
  about: string,
  told: string,
  examples: CommandSpec['examples'],
): CommandSpec {
  return {
    name,
    about,
    args: [idArg],
    flags: [],
    examples,
    async run({ server, out, json, style }, [id = '']) {
      const client = await server()
      const { session } = await client.get(path('sessions', id), OneSession)
      await client.send('POST', path('sessions', session.id, name), {}, Anything)
      const after = await client.get(path('sessions', session.id), OneSession)
      if (json) out.document(after)
      else out.line(`${told} ${style.bold(safeLine(after.session.title))}`)
      return exit.ok
    },
  }
}

export const interrupt = act(
  'interrupt',
  'end the turn that runs; the session goes on with its queue, or waits for the next prompt',
  'Interrupting',
  [['signalbox interrupt 3f9c2a', 'end its turn, keep its agent']],
)

export const stop = act(
  'stop',
  'end the agent of a session; a subagent alone where its agent can do that',
  'Stopping',
  [['signalbox stop 3f9c2a', 'end its agent and everything that it started']],
)

export const resume = act(
  'resume',
  'bring a crashed or stopped session back, or let a held queue go on',
  'Resuming',
  [
    ['signalbox resume 3f9c2a', 'a new agent goes on with the same session'],
    ['signalbox run --resume 3f9c2a "go on"', 'the same, with a prompt, and follow it'],
  ],
)

export const close = act('close', 'close a session for good; its transcript stays', 'Closed', [
  ['signalbox close 3f9c2a', 'it leaves the list; ls --all still shows it'],
])
