import { requested, said, to } from './advance.ts'
import { nothing, only, refuse, type Command, type Decision, type Rejection } from './command.ts'
import { answered } from './decide-answer.ts'
import { configured } from './decide-configure.ts'
import type { SessionEvent } from './event.ts'
import { isClosed } from './evolve-state.ts'
import type { Session } from './session.ts'

export { advance, requested } from './advance.ts'
export type { Command, Decision, Rejection } from './command.ts'

/** So many prompts wait at most. */
export const queueLimit = 100

/**
 * What follows from a wish. No clock, no disk, no process: ids are handed in.
 * `root` is the session whose agent process a subagent lives in; a root is its own.
 */
export function decide(
  session: Session,
  command: Command,
  newId: () => string,
  root: Session = session,
): Decision {
  if (command.type === 'mark-seen') return session.seen ? nothing() : only({ type: 'seen.marked' })
  if (isClosed(session))
    return refuse('session-closed', `Session ${session.id} is closed; start a new one.`)
  switch (command.type) {
    case 'prompt':
      return ofRoot(session, 'prompt its root') ?? prompted(session, command, newId)
    case 'edit-prompt':
      return (
        notQueued(session, command.id) ??
        only({ type: 'prompt.edited', id: command.id, text: command.text })
      )
    case 'drop-prompt':
      return (
        notQueued(session, command.id) ??
        only({ type: 'prompt.dropped', id: command.id, reason: 'dropped by the person' })
      )
    case 'interrupt':
      return ofRoot(session, 'stop it, or interrupt its root') ?? interrupted(session)
    case 'stop':
      return session.child ? stopChild(session, root) : stopped(session)
    case 'resume':
      return ofRoot(session, 'resume its root') ?? resumed(session, command, newId)
    case 'close':
      return ofRoot(session, 'close its root') ?? closed(session)
    case 'answer':
      return answered(session, command, root)
    case 'rename':
      return command.title === session.title && session.named
        ? nothing()
        : only({ type: 'session.renamed', title: command.title })
    case 'configure':
      return ofRoot(session, 'configure its root') ?? configured(session, command)
  }
}

/** Refuses for a subagent what only its root can do. */
function ofRoot({ id, child, rootId }: Session, instead: string): Rejection | null {
  if (child === null) return null
  return refuse('is-subagent', `Session ${id} is a subagent; ${instead} ${rootId}.`)
}

function notQueued(session: Session, id: string): Rejection | null {
  if (session.queue.some((prompt) => prompt.id === id)) return null
  return refuse(
    'no-such-prompt',
    `No prompt ${id} waits in the queue; it was sent or dropped already.`,
  )
}

function prompted(
  session: Session,
  command: Command & { type: 'prompt' },
  newId: () => string,
): Decision {
  const { prompt } = command
  const { live, queue, sent } = session
  const known = [...queue, ...sent.map((one) => one.prompt)]
  if (known.some(({ id }) => id === prompt.id)) return nothing()
  if (live?.stopping)
    return refuse(
      'is-stopping',
      `The agent of session ${session.id} is being stopped; prompt it again when it has stopped.`,
    )
  if (queue.length >= queueLimit)
    return refuse(
      'queue-full',
      `${queueLimit} prompts wait in session ${session.id} already; drop some or let it work.`,
    )
  const event: SessionEvent = { type: 'prompt.queued', prompt, first: command.now }
  if (live === null) {
    // A prompt to a session whose agent is gone brings it back: that is the person's word for it.
    const agent = requested(session, 'person', 1, newId)
    return { events: [event, ...agent.events], orders: agent.orders }
  }
  // Only a turn that runs can be steered; one that is about to begin comes first.
  if (!command.now || (session.turn === null && sent.length === 0)) return only(event)
  if (!session.can?.steer) return { ...only(event), note: 'cannot-steer' }
  return {
    events: [event, { type: 'prompt.steered', id: prompt.id }],
    orders: [{ ...to(live.run, session), type: 'steer', ...said(prompt) }],
  }
}

function interrupted(session: Session): Decision {
  const turn = session.turn?.id ?? session.sent[0]?.turn
  if (turn === undefined || session.live === null)
    return refuse('no-turn', `No turn runs in session ${session.id}: it is ${session.state}.`)
  return {
    events: [{ type: 'interrupt.asked', turn }],
    orders: [{ ...to(session.live.run, session), type: 'interrupt' }],
  }
}

function stopped(session: Session): Decision {
  if (session.state === 'stopped')
    return refuse('not-running', `Session ${session.id} is stopped already.`)
  if (session.live === null) return only({ type: 'stop.asked' })
  return {
    events: [{ type: 'stop.asked' }],
    orders: [{ ...to(session.live.run, session), type: 'stop', cause: 'stopped' }],
  }
}

/** Ends one subagent; its root says whether the agent can do that, and which process it is in. */
function stopChild(child: Session, root: Session): Decision {
  if (child.child === null || child.turn === null)
    return refuse('not-running', `Subagent ${child.id} is over already.`)
  if (root.live === null || !root.can?.stopChild)
    return refuse(
      'cannot-stop-subagent',
      `Its agent cannot stop one subagent alone; stop or interrupt session ${child.rootId}.`,
    )
  return {
    events: [{ type: 'stop.asked' }],
    orders: [{ ...to(root.live.run, root), type: 'stop-child', key: child.child.key }],
  }
}

function resumed(
  session: Session,
  command: Command & { type: 'resume' },
  newId: () => string,
): Decision {
  if (session.live !== null && session.held && session.queue.length > 0)
    return only({ type: 'queue.released' })
  if (session.live !== null)
    return refuse(
      'already-running',
      `Session ${session.id} has an agent already: it is ${session.state}.`,
    )
  return requested(session, command.by, command.attempt, newId)
}

function closed(session: Session): Decision {
  if (session.turn !== null || session.sent.length > 0)
    return refuse(
      'still-running',
      `A turn runs in session ${session.id}; interrupt or stop it first.`,
    )
  const { live } = session
  const withdrawn = session.asks.map(({ ask }) => ({
    type: 'ask.answered' as const,
    id: ask.id,
    answer: { choice: 'withdrawn' as const },
    by: 'agent' as const,
  }))
  return {
    events: [...withdrawn, { type: 'session.closed' }],
    orders: live ? [{ ...to(live.run, session), type: 'stop', cause: 'stopped' }] : [],
  }
}
