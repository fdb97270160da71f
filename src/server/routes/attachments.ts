import path from 'node:path'
import { filesAt } from '../attached.ts'
import { findSession } from '../find.ts'
import type { HandlersOf } from '../handlers.ts'
import { pictures } from '../pictures.ts'
import { isRefusal, refuse } from '../refusal.ts'
import type { ServerWorld } from '../world.ts'

/** What goes with prompts: pictures that were pasted, and paths of files. */
export function attachmentRoutes(
  world: ServerWorld,
): HandlersOf<'keepPicture' | 'showPicture' | 'listFiles'> {
  const kept = pictures(world.data)
  return {
    keepPicture({ params, body }) {
      const session = findSession(world, params.id)
      if (isRefusal(session)) return session
      const file = kept.keep(session.id, world.newId(), Buffer.from(body.data, 'base64'))
      return file === null
        ? refuse('bad-request', 'This is no picture: give a PNG, JPEG, GIF or WebP.')
        : { path: file }
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
  }
}
