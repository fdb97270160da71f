import { AgentsJson } from '../../contract/response.ts'
import type { CommandSpec } from '../command.ts'
import { safeLine } from '../print/safe.ts'
import { table, type Cell } from '../print/table.ts'
import { exit } from '../refused.ts'

export const agents: CommandSpec = {
  name: 'agents',
  about: 'the agents that are configured, and whether they are installed',
  args: [],
  flags: [],
  examples: [['signalbox agents', 'names for run --agent']],
  async run({ server, out, json, style, columns }) {
    const answer = await (await server()).get('agents', AgentsJson)
    if (json) {
      out.document(answer)
      return exit.ok
    }
    const rows = answer.agents.map((agent): Cell[] => [
      {
        text: agent.found === null ? '✖' : '✓',
        paint: agent.found === null ? style.red : style.green,
      },
      { text: safeLine(agent.name), paint: style.bold },
      { text: agent.default ? 'default' : '' },
      { text: safeLine(agent.found ?? agent.hint ?? 'not found'), paint: style.dim },
    ])
    const shape = [{ title: '' }, { title: '' }, { title: '' }, { title: '', least: 20 }]
    for (const line of table(shape, rows, columns, null)) out.line(line)
    if (rows.length === 0) out.line('No agents are configured.')
    return exit.ok
  },
}
