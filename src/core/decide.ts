import { ruleFor, type Answer, type CrashPolicy, type Permission } from './ask.ts'
import type { Prompt, SessionEvent } from './event.ts'
import type { Order } from './order.ts'
import type { Session } from './session.ts'

/** A person's wish about one session. */
export type Command =
  | { type: 'prompt'; prompt: Prompt; now: boolean }
  | { type: 'edit-prompt'; id: string; text: string }
  | { type: 'drop-prompt'; id: string }
  | { type: 'interrupt' }
  | { type: 'stop' }
  | { type: 'resume'; by: 'person' | 'policy'; attempt: number }
  | { type: 'close' }
  | { type: 'answer'; ask: string; answer: Answer; always: boolean }
  | { type: 'rename'; title: string }
  | { type: 'configure'; onCrash?: CrashPolicy; permission?: Permission }
  | { type: 'mark-seen' }

/** Why a wish is refused; `message` is one line for a person that says what to do. */
export type Rejection = {
  rejected:
    | 'session-closed'
    | 'is-subagent'
    | 'no-such-prompt'
    | 'no-turn'
    | 'not-running'
    | 'already-running'
    | 'still-running'
    | 'not-waiting'
    | 'wrong-answer'
    | 'cannot-stop-subagent'
    | 'too-wide'
  message: string
}

export type Decision =
  { events: SessionEvent[]; orders: Order[]; note?: 'cannot-steer' } | Rejection

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
  if (session.state === 'done' && session.child === null && command.type !== 'mark-seen')
    return refuse('session-closed', `Session ${session.id} is closed; start a new one.`)
  switch (command.type) {
    case 'prompt':
      return prompted(session, command, newId)
    case 'edit-prompt':
      return queued(session, command.id) ?? only({ ...command, type: 'prompt.edited' })
    case 'drop-prompt':
      return (
        queued(session, command.id) ??
        only({ type: 'prompt.dropped', id: command.id, reason: 'dropped by the person' })
      )
    case 'interrupt':
      return interrupted(session)
    case 'stop':
      return session.child ? stopChild(session, root) : stopped(session)
    case 'resume':
      return resumed(session, command, newId)
    case 'close':
      return closed(session)
    case 'answer':
      return answered(session, command, root)
    case 'rename':
      return only({ type: 'session.renamed', title: command.title })
    case 'configure': {
      const { onCrash, permission } = command
      return only({
        type: 'session.configured',
        ...(onCrash && { onCrash }),
        ...(permission && { permission }),
      })
    }
    case 'mark-seen':
      return session.seen ? { events: [], orders: [] } : only({ type: 'seen.marked' })
  }
}

/**
 * What a session does next by itself: a waiting prompt goes to an agent at rest.
 * Call it after every change.
 */
export function advance(
  session: Session,
  newId: () => string,
): { events: SessionEvent[]; orders: Order[] } {
  const next = session.queue[0]
  if (session.child || !next || session.turn || session.sent.length > 0) return nothing
  if (!session.live?.ready || session.live.stopping) return nothing
  const turn = newId()
  return {
    events: [{ type: 'prompt.sent', id: next.id, turn }],
    orders: [
      { ...to(session.live.run, session), type: 'prompt', turn, prompt: next.id, text: next.text },
    ],
  }
}

const nothing = { events: [], orders: [] }

function only(event: SessionEvent): Decision {
  return { events: [event], orders: [] }
}

function refuse(rejected: Rejection['rejected'], message: string): Rejection {
  return { rejected, message }
}

function to(run: string, session: Session): { session: string; run: string } {
  return { session: session.rootId, run }
}

function queued(session: Session, id: string): Rejection | null {
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
  if (session.child)
    return refuse(
      'is-subagent',
      `Session ${session.id} is a subagent; prompt its parent ${session.parentId}.`,
    )
  const { prompt } = command
  const { live } = session
  const busy = session.turn !== null || session.sent.length > 0
  const event: SessionEvent = { type: 'prompt.queued', prompt, first: command.now }
  if (live === null) {
    // A prompt to a session whose agent is gone brings it back: that is the person's word for it.
    const agent = requested(session, 'person', 1, newId)
    return { events: [event, ...agent.events], orders: agent.orders }
  }
  if (!command.now || !busy) return only(event)
  if (!session.can?.steer) return { events: [event], orders: [], note: 'cannot-steer' }
  return {
    events: [event, { type: 'prompt.steered', id: prompt.id }],
    orders: [{ ...to(live.run, session), type: 'steer', prompt: prompt.id, text: prompt.text }],
  }
}

/** A new agent for the session: going on with its provider session where there is one. */
export function requested(
  session: Session,
  by: 'person' | 'policy',
  attempt: number,
  newId: () => string,
): { events: SessionEvent[]; orders: Order[] } {
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
      },
    ],
  }
}

function interrupted(session: Session): Decision {
  if (session.child)
    return refuse(
      'is-subagent',
      `Session ${session.id} is a subagent; stop it, or interrupt its parent ${session.parentId}.`,
    )
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
  if (session.child)
    return refuse(
      'is-subagent',
      `Session ${session.id} is a subagent; resume its root ${session.rootId}.`,
    )
  if (session.live !== null)
    return refuse(
      'already-running',
      `Session ${session.id} has an agent already: it is ${session.state}.`,
    )
  return requested(session, command.by, command.attempt, newId)
}

function closed(session: Session): Decision {
  if (session.child)
    return refuse(
      'is-subagent',
      `Session ${session.id} is a subagent; close its root ${session.rootId}.`,
    )
  if (session.turn !== null || session.sent.length > 0)
    return refuse(
      'still-running',
      `A turn runs in session ${session.id}; interrupt or stop it first.`,
    )
  const { live } = session
  return {
    events: [{ type: 'session.closed' }],
    orders: live ? [{ ...to(live.run, session), type: 'stop', cause: 'stopped' }] : [],
  }
}

function answered(
  session: Session,
  command: Command & { type: 'answer' },
  root: Session,
): Decision {
  const { ask: id, answer, always } = command
  const ask = session.asks.find((open) => open.ask.id === id)?.ask
  if (!ask)
    return refuse(
      'not-waiting',
      `Nothing waits for an answer under ${id}: it was answered or withdrawn.`,
    )
  if ((ask.kind === 'question') !== (answer.choice === 'reply'))
    return refuse(
      'wrong-answer',
      ask.kind === 'question'
        ? `This is a question: reply with text ("${ask.title}").`
        : `This asks for leave: allow or deny it ("${ask.title}").`,
    )
  const rule = always ? ruleFor(ask) : null
  if (always && rule === null)
    return refuse('too-wide', `"Always" would allow too much here ("${ask.title}"); allow it once.`)
  const events: SessionEvent[] = [{ type: 'ask.answered', id, answer, by: 'person' }]
  if (rule) events.unshift({ type: 'rule.added', rule })
  return {
    events,
    orders: root.live
      ? [{ ...to(root.live.run, root), type: 'answer', ask: id, answer, rule }]
      : [],
  }
}
