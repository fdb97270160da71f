import { randomUUID } from 'node:crypto'
import { dirname, join } from 'node:path'
import type { AgentShelf } from '../cli/world.ts'
import { readConfig } from '../config/config.ts'
import { folderPaths, makeFolder } from '../config/folder.ts'
import { agents } from './agents.ts'
import { installClaude } from './install-claude.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** The agents of a data folder, as this program finds and installs them without a server. */
export function agentShelf(parts: { env: Environment; node: string; dist: string }): AgentShelf {
  const { env, node, dist } = parts
  return {
    installable: ['claude'],
    find: (data) =>
      agents({
        config: readConfig(folderPaths(data).config),
        data,
        demoCommand: [node, join(dist, 'demo-agent.js')],
        serverEnv: env,
        launcherPaths: [dirname(node)].filter((folder) => folder.includes('node_modules')),
      }).list(true),
    async install({ data, version, onProgress, signal }) {
      makeFolder(data)
      const done = await installClaude({
        data,
        ...(version !== null && { version }),
        env,
        node,
        newId: randomUUID,
        onProgress,
        signal,
      })
      if ('refused' in done) return done
      return { version: done.installed.version, already: done.already }
    },
  }
}
