import type { Command } from './command.ts'
import type { Recorded, SessionEvent } from './event.ts'
import { evolve } from './evolve.ts'
import type { Item } from './item.ts'
import type { Can, Exit } from './report.ts'
import type { Session } from './session.ts'
import { noUsage } from './usage.ts'

/** When the told story begins: the first minute of a step of the trace, in ms since 1970. */
export const start = 1_800_000_000_000
export const minute = 60_000

type Created = SessionEvent & { type: 'session.created' }
type Parent = NonNullable<Created['parent']>

export function created(over: Partial<Created> = {}): Created {
  return {
    type: 'session.created',
    agent: 'demo',
    runner: 'local',
    project: '/shop',
    cwd: '/shop',
    title: 'add a health endpoint',
    model: null,
    permission: 'ask',
    onCrash: 'ask',
    resumeToken: null,
    ...over,
  }
}

export function childOf(id: string, over: Partial<Parent> = {}): Created {
  const parent = { id, rootId: id, key: 'k', toolUse: null, background: false, placeholder: false }
  return created({ title: 'reviewer', parent: { ...parent, ...over } })
}

/** Events as the log of one session would hold them: a second apart, from seq 1. */
export function recorded(events: readonly SessionEvent[], sessionId = 's'): Recorded[] {
  return events.map((event, i) => ({
    ...event,
    sessionId,
    seq: i + 1,
    version: i + 1,
    at: start + i * 1000,
  }))
}

export function fold(events: readonly Recorded[]): Session {
  const folded = events.reduce<Session | undefined>(evolve, undefined)
  if (folded === undefined) throw new Error('nothing was given')
  return folded
}

/** The session that the given events make of a new one. */
export function given(...events: SessionEvent[]): Session {
  const all = events[0]?.type === 'session.created' ? events : [created(), ...events]
  return fold(recorded(all))
}

/** What becomes of a session, a second after it was last told of unless `at` says otherwise. */
export function next(
  session: Session,
  event: SessionEvent,
  at = session.updatedAt + 1000,
): Session {
  const { id, lastSeq, version } = session
  return evolve(session, { ...event, sessionId: id, seq: lastSeq + 1, version: version + 1, at })
}

/** Ids that count: n1, n2, … */
export function counting(): () => string {
  let count = 0
  return () => `n${++count}`
}

export const can: Can = {
  resume: true,
  steer: true,
  stopChild: true,
  switch: { model: true, permission: true },
}

export const requested: SessionEvent = {
  type: 'agent.requested',
  run: 'r1',
  runner: 'local',
  resume: null,
  by: 'person',
  attempt: 1,
}
export const ready = {
  type: 'agent.ready' as const,
  run: 'r1',
  token: 'token',
  continuity: 'new' as const,
  can,
}
/** A session whose agent waits for a prompt. */
export const atRest: SessionEvent[] = [
  requested,
  { type: 'agent.started', run: 'r1', pid: 7 },
  ready,
]
export const prompted: SessionEvent[] = [
  { type: 'prompt.queued', prompt: { id: 'p1', text: 'go on', by: 'person' }, first: false },
  { type: 'prompt.sent', id: 'p1', turn: 't1' },
]
/** A session in the turn `t1` of its prompt `p1`. */
export const inTurn: SessionEvent[] = [
  ...atRest,
  ...prompted,
  { type: 'turn.started', turn: 't1', prompt: 'p1' },
]

export function queued(id: string, first = false): SessionEvent {
  return { type: 'prompt.queued', prompt: { id, text: `text of ${id}`, by: 'person' }, first }
}

export function ended(
  outcome: 'completed' | 'failed' | 'interrupted' | 'stopped' | 'crashed' = 'completed',
  over: Partial<SessionEvent & { type: 'turn.ended' }> = {},
): SessionEvent & { type: 'turn.ended' } {
  return { type: 'turn.ended', turn: 't1', outcome, usage: noUsage, ...over }
}

export function exited(cause: Exit['cause'], over: Partial<Exit> = {}): SessionEvent {
  const exit = { cause, code: null, signal: null, message: `ended: ${cause}`, stderr: '', ...over }
  return { type: 'agent.exited', run: 'r1', exit }
}

export function asks(
  id: string,
  kind: 'approval' | 'plan' | 'question' = 'approval',
): SessionEvent & { type: 'ask.opened' } {
  return { type: 'ask.opened', ask: { id, kind, title: `may I ${id}?`, tool: 'execute' } }
}

export function answer(
  id: string,
  choice: 'allow' | 'deny' | 'withdrawn' = 'allow',
  by: 'person' | 'policy' | 'rule' | 'agent' = 'person',
): SessionEvent {
  return { type: 'ask.answered', id, answer: { choice }, by }
}

export function call(
  id: string,
  over: Partial<Item & { kind: 'tool' }> = {},
): SessionEvent & { type: 'item.set' } {
  const item: Item = {
    id,
    kind: 'tool',
    settled: false,
    name: 'bash',
    tool: 'execute',
    title: `run ${id}`,
    status: 'running',
    ...over,
  }
  return { type: 'item.set', item }
}

export function says(id: string, text: string, settled = true): SessionEvent {
  return { type: 'item.set', item: { id, kind: 'message', text, settled } }
}

/** A subagent in a turn. */
export const childTurn: SessionEvent[] = [childOf('root'), { type: 'turn.started', turn: 't1' }]

/** A session whose agent ended by itself, at rest. */
export const gone: SessionEvent[] = [...atRest, exited('exited')]

/** A session that is closed for good. */
export const closed: SessionEvent[] = [...atRest, { type: 'session.closed' }]

export const resume: Command = { type: 'resume', by: 'person', attempt: 1 }

export function reply(
  id: string,
  given: (Command & { type: 'answer' })['answer'],
  always = false,
): Command {
  return { type: 'answer', ask: id, answer: given, always }
}
