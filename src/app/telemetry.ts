import { createHash } from 'node:crypto'
import type { Fleet } from '../core/fleet.ts'
import type { Dispatcher } from '../dispatcher/dispatcher.ts'
import type { Log } from '../log/logger.ts'
import { withoutSecrets } from '../log/redact.ts'
import type { EventStore } from '../store/store.ts'
import { openTurns } from '../telemetry/recall.ts'
import { askedOf } from '../telemetry/settings.ts'
import { telemetry, type Levels, type Telemetry } from '../telemetry/telemetry.ts'

/**
 * The telemetry that the environment asks for, listening, or null. The OpenTelemetry SDK is loaded only
 * then. What cannot be followed or loaded is said in the log, a line each; the server goes on without it.
 */
export async function telemetryOf(parts: {
  env: Readonly<Record<string, string | undefined>>
  version: string
  /** The data folder. */
  data: string
  store: Pick<EventStore, 'openSessions' | 'page'>
  dispatch: Dispatcher
  /** Texts that nobody may be told. May grow. */
  hidden: Iterable<string>
  now: () => number
  log: Log
}): Promise<Telemetry | null> {
  const { env, version, data, store, dispatch, hidden, now, log } = parts
  const { settings, problems } = askedOf(env)
  for (const problem of problems) log('warn', `telemetry: ${problem}`)
  if (settings === null) return null
  try {
    const { otelOutlet } = await import('../telemetry/otel.ts')
    const instance = createHash('sha256').update(data).digest('hex').slice(0, 16)
    const open = store.openSessions()
    const before = new Map(open.map((session) => [session.id, session]))
    const its = telemetry({
      outlet: otelOutlet({ settings, version, instance, levels: () => levelsOf(dispatch), log }),
      look: (id) => dispatch.fleet.get(id) ?? before.get(id),
      content: settings.content,
      clean: (text) => withoutSecrets(text, hidden),
      now,
    })
    its.recall(openTurns(open, (id, seq, limit) => store.page(id, { before: seq }, limit)))
    before.clear()
    dispatch.listen((change) => {
      if (change.type === 'recorded') its.recorded(change.events)
      if (change.type === 'removed') its.removed(change.sessions)
    })
    log('info', 'telemetry is sent', settings.signals)
    return its
  } catch (error) {
    log('error', 'telemetry could not begin; the server goes on without it', { error })
    return null
  }
}

function levelsOf({ fleet, runners }: Dispatcher): Levels {
  const lag = Object.fromEntries(runners().map(({ name, lag: behind }) => [name, behind]))
  return { ...sessionsOf(fleet), lag }
}

function sessionsOf(fleet: Fleet): Pick<Levels, 'queued' | 'sessions'> {
  let queued = 0
  const sessions: Record<string, number> = {}
  for (const { state, queue } of fleet.all()) {
    queued += queue.length
    sessions[state] = (sessions[state] ?? 0) + 1
  }
  return { queued, sessions }
}
