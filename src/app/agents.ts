import { accessSync, constants } from 'node:fs'
import { isAbsolute } from 'node:path'
import { agentEnvironment } from '../config/environment.ts'
import { ConfigBroken, type Config } from '../config/config.ts'
import type { AgentJson } from '../contract/response.ts'
import type { Launch } from '../link/link.ts'
import { providers } from '../providers/index.ts'
import { claudeAgent, type ClaudeAgent } from './claude-agent.ts'
import { programOf } from './program.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** The agents that are configured: how to find and launch each. */
export type Agents = {
  /** `closely`: those that can tell their version and sign-in are asked. */
  list(closely: boolean): Promise<AgentJson[]>
  /** `names`: variables of the server's environment that it gets beside its own. */
  launch(agent: string, given: Record<string, string>, names: readonly string[]): Launch | null
}

type AgentEntry = Omit<Config['agents'][string], 'provider'> & {
  provider: string
  /** Found in its own way, not by the first word of its command. */
  installed?: ClaudeAgent
}

/** What an agent speaks that does not say. */
const usualProvider = 'acp'

/**
 * `demoCommand`: program and arguments of the agent that every installation has. `data`: the folder that
 * agents are installed into. Throws `ConfigBroken`.
 */
export function agents(parts: {
  config: Config
  data: string
  demoCommand: string[]
  serverEnv: Environment
  launcherPaths: string[]
}): Agents {
  const { config, serverEnv, launcherPaths } = parts

  function environment(provider: string, names: readonly string[], given = {}) {
    return agentEnvironment({
      serverEnv,
      providerNames: [...(providers[provider]?.env ?? []), ...names],
      given,
      launcherPaths,
      windows: process.platform === 'win32',
    })
  }

  const claude: AgentEntry = {
    command: ['claude'],
    provider: 'claude',
    env: [],
    installed: claudeAgent(parts.data, environment('claude', [])),
  }
  const known = new Map<string, AgentEntry>([
    ['demo', { command: parts.demoCommand, provider: usualProvider, env: [] }],
    ...('claude' in providers ? [['claude', claude] as const] : []),
    ...Object.entries(config.agents).map(([name, { provider = usualProvider, ...entry }]) => {
      if (provider in providers) return [name, { ...entry, provider }] as const
      const all = Object.keys(providers).join(', ')
      throw new ConfigBroken(
        `config.json: "agents.${name}.provider": there is no provider "${provider}"; give one of: ${all}.`,
      )
    }),
  ])

  async function told(name: string, entry: AgentEntry, closely: boolean): Promise<Known> {
    const { provider, command, installed } = entry
    if (installed) {
      const all = { name, provider, command: installed.command() ?? command }
      return { ...all, ...(await installed.told(closely)) }
    }
    const [first = '', second] = command
    const found = providers[provider]?.loadsModule
      ? moduleOf(first, second, serverEnv)
      : programOf(first, serverEnv)
    const hint = `${command.join(' ')} is not there: install it, or correct agents.${name}.command in config.json`
    const unknown = { version: null, signedIn: null }
    return { name, provider, command, found, ...unknown, hint: found === null ? hint : null }
  }

  return {
    async list(closely) {
      const all = await Promise.all([...known].map(([name, one]) => told(name, one, closely)))
      const first = config.agent ?? usual(all)
      return all.map((agent) => ({ ...agent, default: agent.name === first }))
    },
    launch(agent, given, more) {
      const spec = known.get(agent)
      if (!spec) return null
      const command = spec.installed ? spec.installed.command() : spec.command
      if (command === null) return null
      const env = environment(spec.provider, [...spec.env, ...more], given)
      return { provider: spec.provider, command, env }
    },
  }

  /** One that the person named in the configuration, then one that is installed, then the demo. */
  function usual(all: readonly Known[]): string {
    const named = Object.keys(config.agents).find((name) => name !== 'demo')
    const there = all.find(({ name, found }) => name !== 'demo' && found !== null)
    return named ?? there?.name ?? 'demo'
  }
}

type Known = Omit<AgentJson, 'default'>

/** Where a module is, with the program that it is to use, where one is named; null: one of them is not there. */
function moduleOf(module: string, program: string | undefined, env: Environment): string | null {
  const there = isAbsolute(module) && isReadable(module)
  return there && (program === undefined || programOf(program, env) !== null) ? module : null
}

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK)
    return true
  } catch {
    // Not there, or not for us: both mean that it cannot be used.
    return false
  }
}
