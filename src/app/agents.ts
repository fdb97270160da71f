import { accessSync, constants } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import { agentEnvironment } from '../config/environment.ts'
import { ConfigBroken, type Config } from '../config/config.ts'
import type { AgentJson } from '../contract/response.ts'
import type { Launch } from '../link/link.ts'
import { providers } from '../providers/index.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** The agents that are configured: how to find and launch each. */
export type Agents = {
  list(): AgentJson[]
  /** `names`: variables of the server's environment that it gets beside its own. */
  launch(agent: string, given: Record<string, string>, names: readonly string[]): Launch | null
}

type AgentEntry = Config['agents'][string] & { provider: string }

/** What an agent speaks that does not say. */
const usualProvider = 'acp'

/** `demoCommand`: program and arguments of the agent that every installation has. Throws `ConfigBroken`. */
export function agents(
  config: Config,
  demoCommand: string[],
  serverEnv: Environment,
  launcherPaths: string[],
): Agents {
  const known = new Map<string, AgentEntry>([
    ['demo', { command: demoCommand, provider: usualProvider, env: [] }],
    ...Object.entries(config.agents).map(([name, { provider = usualProvider, ...entry }]) => {
      if (provider in providers) return [name, { ...entry, provider }] as const
      const all = Object.keys(providers).join(', ')
      throw new ConfigBroken(
        `config.json: "agents.${name}.provider": there is no provider "${provider}"; give one of: ${all}.`,
      )
    }),
  ])
  const first = config.agent ?? [...known.keys()].find((name) => name !== 'demo') ?? 'demo'

  return {
    list: () =>
      [...known].map(([name, { provider, command }]) => {
        const found = programOf(command[0] ?? '', serverEnv)
        return {
          name,
          provider,
          command,
          found,
          hint:
            found === null
              ? `${command[0]} is not there: install it, or correct agents.${name}.command in config.json`
              : null,
          default: name === first,
        }
      }),
    launch(agent, given, more) {
      const spec = known.get(agent)
      if (!spec) return null
      const names = [...(providers[spec.provider]?.env ?? []), ...spec.env, ...more]
      const env = agentEnvironment({
        serverEnv,
        providerNames: names,
        given,
        launcherPaths,
        windows: process.platform === 'win32',
      })
      return { provider: spec.provider, command: spec.command, env }
    },
  }
}

/** Where a program is, looked up as a shell would; null: nowhere, or not to be run. */
function programOf(program: string, env: Environment): string | null {
  const folders = isAbsolute(program) ? [''] : (env.PATH ?? '').split(delimiter).filter(Boolean)
  const endings = process.platform === 'win32' ? ['', '.exe', '.cmd'] : ['']
  for (const folder of folders)
    for (const ending of endings) {
      const path = folder === '' ? program + ending : join(folder, program + ending)
      try {
        accessSync(path, constants.X_OK)
        return path
      } catch {
        // Not here: the next place is tried.
      }
    }
  return null
}
