import type { Recorded } from '../core/event.ts'
import type { Fleet } from '../core/fleet.ts'
import type { Notice } from '../core/notice.ts'
import { lastAttempt } from './backoff.ts'
import type { Change, RunnerStatus, TelemetryName, World } from './dispatcher.ts'
import type { Saved } from './ledger.ts'

/** Tells the person and the telemetry what was saved. Neither can disturb the flow: a throw is logged. */
export type Telling = {
  saved(saved: Saved, fleet: Fleet): void
  runnerDied(name: string): void
  runnerMoved(runner: RunnerStatus): void
}

export function telling(
  world: Pick<World, 'notify' | 'emit' | 'log' | 'now'>,
  tell: (change: Change) => void,
): Telling {
  /** What was said of a runner that is not up, so that nothing is said twice and its return once. */
  const lastTold = new Map<string, string>()

  function safely(what: string, call: () => void) {
    try {
      call()
    } catch (error) {
      world.log('warn', `${what} failed`, { error: String(error) })
    }
  }

  function emit(name: TelemetryName, attributes: Parameters<World['emit']>[1]) {
    safely('telemetry', () => world.emit(name, attributes))
  }

  function notice(one: Notice) {
    tell({ type: 'notice', notice: one })
    safely('a notification', () => world.notify(one))
  }

  function measured(event: Recorded, fleet: Fleet) {
    const session = event.sessionId
    const agent = fleet.get(session)?.agent ?? null
    if (event.type === 'turn.started') emit('agent_started', { session, agent, turn: event.turn })
    if (event.type !== 'turn.ended') return
    const { turn, outcome, usage, durationMs = null } = event
    emit('agent_stopped', { session, agent, turn, outcome })
    if (outcome === 'failed' || outcome === 'crashed') {
      const { kind = 'other', message = outcome } = event.error ?? {}
      emit('agent_error', { session, agent, turn, outcome, kind, message })
    }
    emit('agent_cost', {
      session,
      turn,
      cost: usage.costUsd,
      tokens: usage.inputTokens + usage.outputTokens,
      turns: fleet.get(session)?.turns ?? null,
      duration: durationMs,
      is_error: outcome === 'failed' || outcome === 'crashed',
    })
  }

  function aboutRunner(name: string, text: string) {
    const at = world.now()
    notice({
      seq: 0,
      at,
      sessionId: '',
      kind: 'runner',
      title: `Runner ${name}`,
      project: null,
      text,
    })
  }

  return {
    saved(saved, fleet) {
      for (const event of saved.events) measured(event, fleet)
      for (const one of saved.notices) notice(one)
    },
    runnerDied: (runner) => emit('sidecar_crashed', { runner }),
    runnerMoved({ name, state, attempt, reason }) {
      const told = `${state} ${attempt}`
      const before = lastTold.get(name)
      if (state === 'restarting' && before !== told) {
        lastTold.set(name, told)
        aboutRunner(name, `It died; restarting it, attempt ${attempt} of ${lastAttempt}`)
      }
      if (state === 'failed' && before !== 'failed') {
        lastTold.set(name, 'failed')
        aboutRunner(name, reason)
      }
      if (state === 'up' && before !== undefined) {
        lastTold.delete(name)
        aboutRunner(name, `It is back after attempt ${attempt}`)
      }
    },
  }
}
