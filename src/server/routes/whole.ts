import { stat } from 'node:fs/promises'
import path from 'node:path'
import { openapi } from '../../contract/openapi.ts'
import { exportStream } from '../export.ts'
import { findSession } from '../find.ts'
import type { HandlersOf } from '../handlers.ts'
import { isRefusal, refuse } from '../refusal.ts'
import { folderProblem } from '../folder.ts'
import type { ServerWorld } from '../world.ts'

/** What concerns all of it: export, backup, the end, the document of the API. */
export function wholeRoutes(
  world: ServerWorld,
): HandlersOf<'exportLog' | 'makeBackup' | 'down' | 'openapi' | 'feed'> {
  const { store, version } = world
  const document = openapi(version)
  return {
    exportLog({ query }) {
      let sessions: Set<string> | null = null
      if (query.session !== undefined) {
        const session = findSession(world, query.session)
        if (isRefusal(session)) return session
        sessions = new Set(store.tree(session.id).map(({ id }) => id))
      }
      return new Response(exportStream(world, sessions), {
        headers: { 'content-type': 'application/x-ndjson' },
      })
    },

    async makeBackup({ body }) {
      const { file } = body
      if (!path.isAbsolute(file))
        return refuse('bad-request', `"file" must be an absolute path, not ${file}.`)
      const problem = await folderProblem(path.dirname(file))
      if (problem) return refuse('bad-folder', problem)
      if (await stat(file).catch(() => null))
        return refuse('bad-request', `${file} exists already; give the name of a new file.`)
      await store.backup(file)
      return { file, bytes: (await stat(file)).size }
    },

    down() {
      // The answer is on its way before anything ends; closing the server lets it out.
      world.later(0, world.down)
      return { ok: true }
    },

    openapi: () => document,

    feed: () =>
      refuse('bad-request', 'The feed is a WebSocket: connect with "Upgrade: websocket".'),
  }
}
