import { nearest } from '../contract/nearest.ts'
import type { AgentJson } from '../contract/response.ts'
import { refuse, type Refusal } from './refusal.ts'

/** The agent of that name, or the one that is the default. `whose`: who names it, where that is not the request. */
export function chosenAgent(
  agents: AgentJson[],
  name: string | undefined,
  whose = '',
): AgentJson | Refusal {
  if (name !== undefined) {
    const unknown = unknownAgent(agents, name, whose)
    if (unknown) return unknown
  }
  const chosen = agents.find((agent) => (name === undefined ? agent.default : agent.name === name))
  if (chosen === undefined)
    return refuse('unknown-agent', `No agent is the default; name one (${listed(agents)}).`)
  if (chosen.found === null)
    return refuse(
      'agent-missing',
      `Agent "${chosen.name}"${whose} is not installed; ${chosen.hint ?? 'its program was not found'}`,
    )
  return chosen
}

/** Why no agent of that name can be run; null: it is configured. */
export function unknownAgent(agents: AgentJson[], name: string, whose = ''): Refusal | null {
  const names = agents.map((agent) => agent.name)
  if (names.includes(name)) return null
  const near = nearest(name, names)
  return refuse(
    'unknown-agent',
    `No agent "${name.slice(0, 80)}"${whose}${near ? `; did you mean "${near}"?` : ''} (${listed(agents)})`,
  )
}

function listed(agents: AgentJson[]): string {
  if (agents.length === 0) return 'none is configured'
  return `known are: ${agents.map((agent) => agent.name).join(', ')}`
}
