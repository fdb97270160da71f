/**
 * The truth log: what this agent emitted, for tests that compare it with what others made of it.
 *
 * `<state>/<sessionId>/emitted.ndjson`, one JSON object a line, written before its message is sent:
 *
 *   n        counts from 1 for the life of the session, over all processes, without gaps
 *   at       ms since 1970
 *   pid      the process that emitted it
 *   session  the id it is about: the session's own or a subagent's
 *   and one of
 *     update        what a `session/update` carried
 *     request       { id, method, params } of a request to the client (permission, elicitation)
 *     response      { id, result } or { id, error } to a request of the client about this session
 *     notification  { method, params } of any other notification
 *   with, where they apply,
 *     replay  true  a repetition of history, asked for by `session/load`
 *     torn    true  only the first half of the line was sent, and then the process died
 *     bytes         base64 of the line as it was sent, where it was no valid UTF-8
 *
 * Messages are sent one at a time, so the order of the log is the order of the wire, and of a killed
 * process at most the last entry was not, or not wholly, handed to the system.
 */
import { join } from 'node:path'
import type { AnyMessage } from '@agentclientprotocol/sdk/unstable'
import { durableLog, type DurableLog } from './durable-log.ts'

export type Truth = {
  /** Opens the log of a session; a second time changes nothing. */
  open: (session: string, folder: string) => void
  /** Says that a subagent's id belongs to a session. */
  adopt: (child: string, session: string) => void
  /** Notes a request of the client, so that its response finds its session. */
  asked: (id: string | number | null, session: string) => void
  record: (message: AnyMessage, odd?: { torn?: true; bytes?: string }) => void
  /** Marks what is emitted for a session while `replay` runs. */
  replaying: (session: string, replay: () => Promise<void>) => Promise<void>
  flush: () => void
}

export function truthLog(now: () => number, pid: number): Truth {
  const logs = new Map<string, { file: DurableLog; n: number }>()
  const owners = new Map<string, string>()
  const asked = new Map<string | number | null, string>()
  const replayed = new Set<string>()

  /** The id a message is about and what of it is recorded, or null for one outside any session. */
  function entry(message: AnyMessage): { session: string; body: Record<string, unknown> } | null {
    if (!('method' in message)) {
      const session = asked.get(message.id) ?? textOf(message, 'result', 'sessionId')
      asked.delete(message.id)
      const { jsonrpc: _, ...response } = message
      return session === null ? null : { session, body: { response } }
    }
    const session = textOf(message, 'params', 'sessionId')
    if (session === null) return null
    const { jsonrpc: _, ...call } = message
    if ('id' in message) return { session, body: { request: call } }
    const update = message.method === 'session/update' ? part(message.params, 'update') : undefined
    return { session, body: update === undefined ? { notification: call } : { update } }
  }

  return {
    open(session, folder) {
      if (logs.has(session)) return
      const file = durableLog(join(folder, 'emitted.ndjson'))
      const last = file.last()
      logs.set(session, { file, n: last === null ? 0 : Number(part(JSON.parse(last), 'n')) })
      owners.set(session, session)
    },
    adopt(child, session) {
      owners.set(child, session)
    },
    asked(id, session) {
      asked.set(id, session)
    },
    record(message, odd = {}) {
      const found = entry(message)
      const owner = found === null ? undefined : owners.get(found.session)
      const log = owner === undefined ? undefined : logs.get(owner)
      if (found === null || owner === undefined || log === undefined) return
      log.n += 1
      const replay = replayed.has(owner) && 'update' in found.body ? { replay: true } : {}
      const { session, body } = found
      log.file.append(
        JSON.stringify({ n: log.n, at: now(), pid, session, ...body, ...replay, ...odd }),
      )
    },
    async replaying(session, replay) {
      replayed.add(session)
      try {
        await replay()
      } finally {
        replayed.delete(session)
      }
    },
    flush() {
      for (const { file } of logs.values()) file.flush()
    },
  }
}

export function part(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}

function textOf(message: unknown, outer: string, inner: string): string | null {
  const found = part(part(message, outer), inner)
  return typeof found === 'string' ? found : null
}
