import path from 'node:path'
import { iso } from '../../contract/session.ts'
import { folderProblem } from '../folder.ts'
import type { HandlersOf } from '../handlers.ts'
import { projectJson, runnerJson } from '../json.ts'
import { refusalOf, refuse } from '../refusal.ts'
import type { ServerWorld } from '../world.ts'

const noticeLimit = 200

/** What is around the sessions: agents, projects, runners, and what the person was told. */
export function settingRoutes(
  world: ServerWorld,
): HandlersOf<
  'listAgents' | 'listProjects' | 'patchProject' | 'listNotices' | 'listRunners' | 'restartRunner'
> {
  const { dispatcher, store, now } = world
  return {
    async listAgents() {
      return { agents: await world.agents() }
    },

    listProjects: () => ({ projects: store.projects().map(projectJson) }),

    async patchProject({ body }) {
      const folder = path.resolve(body.path)
      const known = store.projects().find((project) => project.path === folder)
      const problem = known ? null : await folderProblem(body.path)
      if (problem) return refuse('bad-folder', problem)
      const before = known ?? {
        path: folder,
        name: path.basename(folder) || folder,
        onCrash: null,
        addedAt: now(),
      }
      const project = {
        ...before,
        ...(body.name !== undefined && { name: body.name }),
        ...(body.onCrash !== undefined && { onCrash: body.onCrash }),
      }
      store.putProject(project)
      return { project: projectJson(project) }
    },

    listNotices: () => ({
      notices: store.notices(noticeLimit).map((notice) => ({ ...notice, at: iso(notice.at) })),
    }),

    listRunners: () => ({ runners: dispatcher.runners().map(runnerJson) }),

    restartRunner({ params }) {
      const answer = dispatcher.restart(params.name)
      if ('rejected' in answer) return refusalOf(answer) ?? refuse('internal', answer.message)
      return { runner: runnerJson(answer) }
    },
  }
}
