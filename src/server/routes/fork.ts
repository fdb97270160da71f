import { firstClause } from '../../core/clause.ts'
import type { Rejection } from '../../core/decide.ts'
import type { Session } from '../../core/session.ts'
import { carried } from '../attached.ts'
import { findSession } from '../find.ts'
import type { HandlersOf } from '../handlers.ts'
import { oneSession } from '../json.ts'
import { pictures } from '../pictures.ts'
import { isRefusal, refusalOf, refuse, type Refusal } from '../refusal.ts'
import type { ServerWorld } from '../world.ts'

/** A session beside another, from a copy of what its agent remembers; the other stays as it is. */
export function forkRoutes(world: ServerWorld): HandlersOf<'forkSession'> {
  const { dispatcher } = world
  const kept = pictures(world.data)
  return {
    forkSession({ params, body }) {
      const source = findSession(world, params.id)
      if (isRefusal(source)) return source
      const problem = hindrance(source)
      if (problem) return problem
      const id = world.newId()
      const files = carried(kept, id, source.cwd, body.attachments ?? [])
      if (isRefusal(files)) return files
      // What its agent does not know any more cannot be copied.
      const lost = source.exit?.cause === 'not-resumed'
      const answer = dispatcher.create({
        id,
        prompt: body.prompt,
        ...files,
        by: 'person',
        agent: source.agent,
        cwd: source.cwd,
        project: source.project,
        title: body.title?.trim() || firstClause(body.prompt),
        named: Boolean(body.title?.trim()),
        model: body.model ?? source.model,
        permission: body.permission ?? source.permission,
        onCrash: source.onCrash,
        env: world.store.env(source.id),
        runner: source.runner,
        resumeToken: lost ? null : source.resumeToken,
        forkOf: source.id,
      })
      if ('rejected' in answer) {
        kept.remove(id)
        return refusalOf(answer) ?? refuse('internal', answer.message)
      }
      const note = `Its agent does not know session ${source.id} any more: this one remembers nothing of it.`
      return { ...oneSession(world, answer.session), ...(lost && { note }) }
    },
  }
}

function hindrance({ id, child, rootId, can, resumeToken }: Session): Refusal | null {
  if (child) return refused(`Session ${id} is a subagent; fork its root ${rootId}.`, 'is-subagent')
  if (can?.fork && resumeToken !== null) return null
  const why =
    can === null ? 'has nothing to go on from yet' : 'has an agent that cannot go on from a copy'
  return refused(`Session ${id} ${why}; begin a new session instead.`, 'cannot-fork')
}

function refused(message: string, rejected: Rejection['rejected']): Refusal | null {
  return refusalOf({ rejected, message })
}
