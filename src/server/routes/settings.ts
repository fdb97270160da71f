import { iso } from '../../contract/session.ts'
import type { HandlersOf } from '../handlers.ts'
import { runnerJson } from '../json.ts'
import { refusalOf, refuse } from '../refusal.ts'
import type { ServerWorld } from '../world.ts'

const noticeLimit = 200

/** What is around the sessions: agents, runners, and what the person was told. */
export function settingRoutes(
  world: ServerWorld,
): HandlersOf<'listAgents' | 'listNotices' | 'listRunners' | 'restartRunner'> {
  const { dispatcher, store } = world
  return {
    async listAgents() {
      return { agents: await world.agents(true) }
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
