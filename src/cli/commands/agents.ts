import { AgentsJson } from '../../contract/response.ts'
import type { CommandSpec } from '../command.ts'
import type { Context } from '../context.ts'
import { agentLines } from '../print/agent-lines.ts'
import { exit, usage } from '../refused.ts'
import { installed } from './install-agent.ts'

export const agents: CommandSpec = {
  name: 'agents',
  about:
    'the agents: where each was found, its version, whether it is signed in; and to install one',
  args: [
    { name: '[action]', about: 'what to do (default: ls)', choices: ['ls', 'install'] },
    { name: '[agent]', about: 'which to install, by its name in the list' },
  ],
  flags: [{ flags: '--version <v>', about: 'for install: its version (default: the tested one)' }],
  examples: [
    ['signalbox agents', 'names for run --agent, and what is missing'],
    ['signalbox agents install NAME', 'the tested version, into the data folder'],
    ['signalbox agents install NAME --version 0.3.330', 'that version'],
  ],
  async run(context, [action = 'ls', agent], flags) {
    const version = flags.text('version') ?? null
    if (action === 'install') {
      if (agent !== undefined) return installed(context, agent, version)
      throw usage(
        `which one? signalbox agents install ${context.world.agents.installable.join('|')}`,
      )
    }
    if (agent !== undefined || version !== null) throw usage('ls takes nothing; say install')
    const answer = await found(context)
    if (context.json) context.out.document(answer)
    else for (const line of agentLines(answer.agents, context)) context.out.line(line)
    return exit.ok
  },
}

/** As the server finds them, with its environment; without one, as they are found from here. */
async function found({ runningServer, world, data }: Context): Promise<AgentsJson> {
  const server = await runningServer()
  return server ? server.get('agents', AgentsJson) : { agents: await world.agents.find(data) }
}
