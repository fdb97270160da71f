import path from 'node:path'
import { sessionJson, type SessionJson } from '../../contract/session.ts'
import { foldersAt } from '../folders.ts'
import type { HandlersOf } from '../handlers.ts'
import { isRefusal, refuse } from '../refusal.ts'
import type { ServerWorld } from '../world.ts'
import { createRoutes } from './create.ts'

/** What helps a person to begin: paths completed, and a fleet that costs nothing. */
export function beginRoutes(world: ServerWorld): HandlersOf<'listFolders' | 'startDemo'> {
  const { createSession } = createRoutes(world)
  return {
    listFolders: async ({ query }) => ({ folders: await foldersAt(query.path) }),

    async startDemo() {
      if (!world.demo) return refuse('not-found', 'This server carries no demo.')
      const folder = path.join(world.data, 'demo', `projects-${world.newId()}`)
      const { agent, sessions } = world.demo(folder)
      const begun: SessionJson[] = []
      for (const { title, project, prompt, permission } of sessions) {
        const cwd = path.join(folder, project)
        const body = { prompt, title, agent, cwd, project: cwd, permission }
        const answer = await createSession({ params: {}, query: undefined, body })
        if (isRefusal(answer)) return answer
        begun.push(answer.session)
      }
      const { fleet } = world.dispatcher
      return {
        sessions: begun.map((one) => {
          const session = fleet.get(one.id)
          return session ? sessionJson(fleet, session, world.now()) : one
        }),
      }
    },
  }
}
