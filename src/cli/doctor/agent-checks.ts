import type { AgentJson } from '../../contract/response.ts'
import { safeLine } from '../print/safe.ts'
import type { Check } from './checks.ts'

/** Each agent: where, which version, signed in or not. Only the one that is used by itself has to be there. */
export function agentChecks(agents: readonly AgentJson[]): Check[] {
  return agents.map((agent): Check => {
    const name = `Agent ${safeLine(agent.name)}`
    const hint = agent.hint === null ? [] : [safeLine(agent.hint)]
    if (agent.found === null)
      return {
        name,
        result: agent.default ? 'wrong' : 'unknown',
        told: ['not installed', ...hint].join('; '),
      }
    const facts = [
      [agent.version ?? '', `at ${agent.found}`].map(safeLine).filter(Boolean).join(' '),
      ...(agent.signedIn === null ? [] : [agent.signedIn ? 'signed in' : 'not signed in']),
    ]
    const told = [facts.join(', '), ...hint].join('; ')
    return { name, result: agent.hint === null ? 'ok' : 'unknown', told }
  })
}
