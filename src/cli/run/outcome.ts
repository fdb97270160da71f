import type { Recorded } from '../../core/event.ts'
import type { Fleet } from '../../core/fleet.ts'
import type { Outcome } from '../../core/report.ts'
import { exit } from '../refused.ts'

/** One prompt on its way through a session: what became of it, from the session's own events. */
export type PromptWatch = {
  event: (event: Recorded) => void
  /** Null while it, its turn, or work that the turn left in the background goes on. */
  outcome: (tree: Fleet) => Outcome | null
}

/** `prompt` null: the first one of the session. */
export function promptWatch(root: string, prompt: string | null): PromptWatch {
  let id = prompt
  let turn: string | null = null
  let end: Outcome | null = null

  return {
    event(event) {
      if (event.sessionId !== root) return
      if (event.type === 'prompt.queued') id ??= event.prompt.id
      else if (event.type === 'prompt.sent' && event.id === id) turn = event.turn
      else if (event.type === 'prompt.dropped' && event.id === id) end = 'stopped'
      else if (event.type === 'prompt.refused' && event.id === id) end = 'failed'
      // A turn that the agent begins by itself afterwards (its background work came back) counts too.
      else if (event.type === 'turn.ended' && (event.turn === turn || end !== null))
        end = event.outcome
      // What was sent and never begun goes back into the queue.
      else if (event.type === 'agent.exited' && end === null) turn = null
    },
    outcome(tree) {
      const session = tree.get(root)
      if (session === undefined || id === null) return null
      if (tree.descendants(root).some((below) => below.turn !== null)) return null
      if (session.turn && (session.turn.prompt === null || session.turn.prompt === id)) return null
      if (session.sent.some((sent) => sent.prompt.id === id)) return null
      const waits = session.queue.some((queued) => queued.id === id)
      switch (session.state) {
        case 'crashed':
          return waits && session.onCrash === 'resume' ? null : 'crashed'
        case 'stopped':
          return 'stopped'
        case 'done':
          return end ?? 'stopped'
        case 'failed':
          return end ?? (waits ? 'failed' : null)
        case 'starting':
        case 'running':
        case 'needs-approval':
        case 'needs-input':
        case 'idle':
        case 'resuming':
          return waits ? null : end
      }
    },
  }
}

export function exitCodeOf(outcome: Outcome): number {
  switch (outcome) {
    case 'completed':
      return exit.ok
    case 'failed':
      return exit.failed
    case 'interrupted':
    case 'stopped':
      return exit.stopped
    case 'crashed':
      return exit.crashed
  }
}
