import { nothing, type Step } from './command.ts'
import type { Attachment, Prompt } from './event.ts'
import { isClosed } from './evolve-state.ts'
import type { Session } from './session.ts'

/**
 * What a session does next by itself: a waiting prompt goes to an agent at rest, and brings back
 * one that was only let go. After a turn that failed nothing goes on until the person says so: whatever
 * made it fail would burn through the queue. Call it after every change.
 */
export function advance(session: Session, newId: () => string): Step {
  const next = session.queue[0]
  const { live } = session
  if (session.child || isClosed(session) || session.held || !next) return nothing()
  if (session.turn || session.sent.length > 0) return nothing()
  if (live === null)
    return session.exit?.cause === 'released' && session.state === 'idle'
      ? requested(session, 'person', 1, newId)
      : nothing()
  if (!live.ready || live.stopping) return nothing()
  const turn = newId()
  return {
    events: [{ type: 'prompt.sent', id: next.id, turn }],
    orders: [{ ...to(live.run, session), type: 'prompt', turn, ...said(next) }],
  }
}

/** A new agent for the session: going on with its provider session where there is one. */
export function requested(
  session: Session,
  by: 'person' | 'policy',
  attempt: number,
  newId: () => string,
): Step {
  const run = newId()
  const resume = session.resumeToken
  return {
    events: [{ type: 'agent.requested', run, runner: session.runner, resume, by, attempt }],
    orders: [
      {
        ...to(run, session),
        type: 'start',
        agent: session.agent,
        cwd: session.cwd,
        model: session.model,
        permission: session.permission,
        rules: session.rules,
        resume,
        ...(resume !== null && session.fork?.from === resume && { fork: true }),
      },
    ],
  }
}

/** What an order says of a prompt. */
export function said({ id, text, attachments }: Prompt): {
  prompt: string
  text: string
  attachments?: Attachment[]
} {
  return { prompt: id, text, ...(attachments && { attachments }) }
}

/** Where an order goes: to the root's agent, in the run that is meant. */
export function to(run: string, session: Session): { session: string; run: string } {
  return { session: session.rootId, run }
}
