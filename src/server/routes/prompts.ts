import { attached } from '../attached.ts'
import { findPrompt, findSession } from '../find.ts'
import type { HandlersOf } from '../handlers.ts'
import { isRefusal, refusalOf, type Refusal } from '../refusal.ts'
import type { ServerWorld } from '../world.ts'

export function promptRoutes(
  world: ServerWorld,
): HandlersOf<'listPrompts' | 'sendPrompt' | 'editPrompt' | 'dropPrompt'> {
  const { dispatcher, newId } = world
  return {
    listPrompts({ params }) {
      const session = findSession(world, params.id)
      return isRefusal(session) ? session : { queued: session.queue }
    },

    sendPrompt({ params, body }) {
      const session = findSession(world, params.id)
      if (isRefusal(session)) return session
      const files = body.attachments?.length ? attached(session.cwd, body.attachments) : {}
      if (isRefusal(files)) return files
      const id = newId()
      const answer = dispatcher.command(session.id, {
        type: 'prompt',
        prompt: { id, text: body.text, by: body.by ?? 'person', ...files },
        now: body.now ?? false,
      })
      const note = 'note' in answer ? answer.note : undefined
      return refusalOf(answer) ?? { prompt: { id }, ...(note && { note }) }
    },

    editPrompt({ params, body }) {
      const found = prompt(params)
      if (isRefusal(found)) return found
      const { text } = body
      const answer = dispatcher.command(found.session, { type: 'edit-prompt', id: found.id, text })
      return refusalOf(answer) ?? done
    },

    dropPrompt({ params }) {
      const found = prompt(params)
      if (isRefusal(found)) return found
      const answer = dispatcher.command(found.session, { type: 'drop-prompt', id: found.id })
      return refusalOf(answer) ?? done
    },
  }

  function prompt(params: {
    id: string
    prompt: string
  }): { session: string; id: string } | Refusal {
    const session = findSession(world, params.id)
    if (isRefusal(session)) return session
    const id = findPrompt(session, params.prompt)
    return isRefusal(id) ? id : { session: session.id, id }
  }
}

const done = { ok: true } as const
