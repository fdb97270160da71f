import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SessionUpdate, StopReason } from '@agentclientprotocol/sdk/unstable'
import { durableLog } from './durable-log.ts'

/**
 * What a session remembers, one line each in `<state>/<sessionId>/history.ndjson`. A message or tool call
 * is remembered when it is whole, so a killed agent forgets what it was in the middle of.
 */
export type Memory =
  | { kind: 'session'; id: string; cwd: string }
  | { kind: 'prompt'; turn: number; text: string }
  /** `session` is the id it was shown under: the session's own or a subagent's. */
  | { kind: 'settled'; session: string; update: SessionUpdate }
  /** What the person said to a permission or a question. */
  | { kind: 'answer'; turn: number; title: string; answer: string }
  /** Totals over the session's life, subagents included; and how full the context is. */
  | { kind: 'spent'; costUsd: number; contextUsed: number }
  | { kind: 'mode'; mode: string }
  | { kind: 'model'; model: string }
  | { kind: 'ended'; turn: number; outcome: StopReason | 'error' }

export type History = {
  /** What earlier processes remembered and this one added, in order. Read from disk each time. */
  recall: () => Memory[]
  remember: (memory: Memory) => void
  flush: () => void
  close: () => void
}

/** The history of a new session; makes its folder. */
export function newHistory(state: string, id: string, cwd: string, now: () => number): History {
  mkdirSync(join(state, id), { recursive: true, mode: 0o700 })
  const history = historyIn(join(state, id), now)
  history.remember({ kind: 'session', id, cwd })
  return history
}

/** The history of a session that was there before, or null for an id nobody knows. */
export function knownHistory(state: string, id: string, now: () => number): History | null {
  const plain = /^[\w-]+$/.test(id)
  return plain && existsSync(join(state, id, 'history.ndjson'))
    ? historyIn(join(state, id), now)
    : null
}

function historyIn(folder: string, now: () => number): History {
  const path = join(folder, 'history.ndjson')
  const file = durableLog(path)
  return {
    recall() {
      const lines = readFileSync(path, 'utf8').split('\n')
      return lines.filter((line) => line !== '').map((line) => JSON.parse(line))
    },
    remember(memory) {
      file.append(JSON.stringify({ at: now(), ...memory }))
    },
    flush: file.flush,
    close: file.close,
  }
}

/** Where a session stands after what it remembers. */
export type Standing = {
  turns: number
  mode: string | null
  model: string | null
  costUsd: number
  contextUsed: number
}

export function standingAfter(memories: readonly Memory[]): Standing {
  const standing: Standing = { turns: 0, mode: null, model: null, costUsd: 0, contextUsed: 0 }
  for (const memory of memories) {
    if (memory.kind === 'prompt') standing.turns = memory.turn
    if (memory.kind === 'mode') standing.mode = memory.mode
    if (memory.kind === 'model') standing.model = memory.model
    if (memory.kind === 'spent') {
      standing.costUsd = memory.costUsd
      standing.contextUsed = memory.contextUsed
    }
  }
  return standing
}

/** The updates that show a session's history again, in order, each under the id it was shown under. */
export function replayOf(
  id: string,
  memories: readonly Memory[],
): { session: string; update: SessionUpdate }[] {
  const shown: { session: string; update: SessionUpdate }[] = []
  for (const memory of memories) {
    if (memory.kind === 'settled') shown.push({ session: memory.session, update: memory.update })
    if (memory.kind === 'prompt') shown.push({ session: id, update: promptUpdate(memory) })
  }
  return shown
}

function promptUpdate(memory: { turn: number; text: string }): SessionUpdate {
  return {
    sessionUpdate: 'user_message_chunk',
    messageId: `user_t${memory.turn}`,
    content: { type: 'text', text: memory.text },
  }
}

/** The ids of subagents that a replay names. */
export function subagentsIn(shown: readonly { session: string }[]): string[] {
  return [...new Set(shown.map(({ session }) => session))]
}
