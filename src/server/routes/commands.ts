import type { Command } from '../../core/decide.ts'
import { findSession } from '../find.ts'
import type { HandlersOf } from '../handlers.ts'
import { oneSession } from '../json.ts'
import { isRefusal, refusalOf } from '../refusal.ts'
import type { ServerWorld } from '../world.ts'

/** Wishes about a session that need no words. */
export function commandRoutes(
  world: ServerWorld,
): HandlersOf<'interrupt' | 'stop' | 'resume' | 'close' | 'markSeen'> {
  const carry = (command: Command) => {
    return ({ params }: { params: { id: string } }) => {
      const session = findSession(world, params.id)
      if (isRefusal(session)) return session
      const refusal = refusalOf(world.dispatcher.command(session.id, command))
      return refusal ?? oneSession(world, session)
    }
  }
  return {
    interrupt: carry({ type: 'interrupt' }),
    stop: carry({ type: 'stop' }),
    resume: carry({ type: 'resume', by: 'person', attempt: 1 }),
    close: carry({ type: 'close' }),
    markSeen: carry({ type: 'mark-seen' }),
  }
}
