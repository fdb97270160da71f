import path from 'node:path'
import { filesAt } from '../attached.ts'
import { findSession } from '../find.ts'
import { folderProblem } from '../folder.ts'
import type { HandlersOf } from '../handlers.ts'
import { pictures } from '../pictures.ts'
import { isRefusal, refuse } from '../refusal.ts'
import type { ServerWorld } from '../world.ts'

/** What goes with prompts: pictures that were pasted, and paths of files. */
export function attachmentRoutes(
  world: ServerWorld,
): HandlersOf<'keepPicture' | 'keepDraftPicture' | 'showPicture' | 'listFiles' | 'listFilesIn'> {
  const kept = pictures(world.data)
  return {
    keepPicture({ params, body }) {
      const session = findSession(world, params.id)
      if (isRefusal(session)) return session
      const file = kept.keep(session.id, world.newId(), Buffer.from(body.data, 'base64'))
      return file === null ? noPicture : { path: file }
    },

    keepDraftPicture({ body }) {
      const bytes = Buffer.from(body.data, 'base64')
      const file = kept.keepDraft(world.newId(), bytes, world.now())
      return file === null ? noPicture : { path: file }
    },

    showPicture({ params }) {
      const session = findSession(world, params.id)
      if (isRefusal(session)) return session
      const name = path.basename(params.name)
      const found = kept.find(session.id, name)
      if (found === null) return refuse('not-found', `No picture ${name.slice(0, 80)} is kept.`)
      return new Response(found.bytes, { headers: { 'content-type': found.type } })
    },

    async listFiles({ params, query }) {
      const session = findSession(world, params.id)
      if (isRefusal(session)) return session
      return { files: await filesAt(session.cwd, query.path) }
    },

    async listFilesIn({ query }) {
      const problem = await folderProblem(query.cwd)
      if (problem) return refuse('bad-folder', problem)
      return { files: await filesAt(query.cwd, query.path) }
    },
  }
}

const noPicture = refuse('bad-request', 'This is no picture: give a PNG, JPEG, GIF or WebP.')
