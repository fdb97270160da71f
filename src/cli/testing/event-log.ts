import type { Recorded, SessionEvent } from '../../core/event.ts'
import { fleet, type Fleet } from '../../core/fleet.ts'
import { noUsage } from '../../core/usage.ts'

/** A log in memory, folded as it grows, with a clock of one second an event. */
export type EventLog = {
  fleet: Fleet
  events: readonly Recorded[]
  add: (sessionId: string, ...events: SessionEvent[]) => Recorded[]
  forget: (sessionId: string) => void
}

export const begun = Date.parse('2026-11-24T08:00:00.000Z')

export function eventLog(): EventLog {
  const sessions = fleet()
  const events: Recorded[] = []
  return {
    fleet: sessions,
    events,
    add(sessionId, ...added) {
      return added.map((event) => {
        const seq = events.length + 1
        const version = (sessions.get(sessionId)?.version ?? 0) + 1
        const recorded: Recorded = { ...event, seq, sessionId, version, at: begun + seq * 1000 }
        events.push(recorded)
        sessions.apply(recorded)
        return recorded
      })
    },
    forget: (sessionId) => sessions.remove(sessionId),
  }
}

export function created(
  given: Partial<Extract<SessionEvent, { type: 'session.created' }>> = {},
): SessionEvent {
  return {
    type: 'session.created',
    agent: 'demo',
    runner: 'local',
    project: '/home/ann/shop',
    cwd: '/home/ann/shop',
    title: 'add a health endpoint',
    model: null,
    permission: 'ask',
    onCrash: 'ask',
    resumeToken: null,
    ...given,
  }
}

export function child(parent: string, rootId: string, title: string): SessionEvent {
  return created({
    title,
    parent: {
      id: parent,
      rootId,
      key: title,
      toolUse: null,
      background: false,
      placeholder: false,
    },
  })
}

export function queued(id: string, text: string): SessionEvent {
  return { type: 'prompt.queued', prompt: { id, text, by: 'person' }, first: false }
}

/** From the request of an agent to the running turn of a prompt. */
export function turnBegun(prompt: string, turn: string): SessionEvent[] {
  return [
    {
      type: 'agent.requested',
      run: 'r1',
      runner: 'local',
      resume: null,
      by: 'person',
      attempt: 1,
    },
    {
      type: 'agent.ready',
      run: 'r1',
      token: 'p-1',
      continuity: 'new',
      can: { resume: true, steer: false, stopChild: false },
    },
    { type: 'prompt.sent', id: prompt, turn },
    { type: 'turn.started', turn, prompt },
  ]
}

export function turnEnded(
  turn: string,
  outcome: Extract<SessionEvent, { type: 'turn.ended' }>['outcome'] = 'completed',
  message?: string,
): SessionEvent {
  const usage = {
    ...noUsage,
    costUsd: 0.0234,
    costSource: 'agent' as const,
    inputTokens: 1200,
    outputTokens: 340,
    cacheReadTokens: 11_000,
  }
  return {
    type: 'turn.ended',
    turn,
    outcome,
    usage,
    durationMs: 12_300,
    ...(message !== undefined && { error: { kind: 'other', message } }),
  }
}

export function message(id: string, text: string, settled = true): SessionEvent {
  return { type: 'item.set', item: { id, settled, kind: 'message', text } }
}

export function grew(id: string, offset: number, text: string, settled = false): SessionEvent {
  return { type: 'item.grew', id, offset, text, settled }
}

export function tool(
  id: string,
  title: string,
  given: Partial<
    Extract<Extract<SessionEvent, { type: 'item.set' }>['item'], { kind: 'tool' }>
  > = {},
): SessionEvent {
  const settled = given.settled ?? true
  return {
    type: 'item.set',
    item: {
      id,
      kind: 'tool',
      name: 'tool',
      tool: 'execute',
      title,
      status: settled ? 'completed' : 'running',
      ...given,
      settled,
    },
  }
}

export function approval(id: string, title: string, command?: string): SessionEvent {
  return {
    type: 'ask.opened',
    ask: {
      id,
      kind: 'approval',
      title,
      tool: 'execute',
      ...(command !== undefined && { command }),
    },
  }
}
