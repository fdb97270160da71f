import type { Setting } from '../core/ask.ts'
import type { Recorded } from '../core/event.ts'
import { refuse, type Refusal } from './refusal.ts'
import type { ServerWorld } from './world.ts'

/** How long a request waits for an agent to take another model or permission. */
export const patienceMs = 10_000

/** What became of a switch that was asked for; a note where the agent has not answered. */
export type Switched = { note?: string } | Refusal

/**
 * Resolves when a living agent took a setting, refused it or is gone, and at the latest after
 * `patienceMs`. To be called in the same tick in which it was asked for.
 */
export function switched(
  { dispatcher, later }: Pick<ServerWorld, 'dispatcher' | 'later'>,
  id: string,
  setting: Setting,
): Promise<Switched> {
  return new Promise((resolve) => {
    const cancel = later(patienceMs, () =>
      over({
        note: 'The agent has not answered yet: what it does with this will be in the transcript.',
      }),
    )
    const forget = dispatcher.listen((change) => {
      if (change.type !== 'recorded') return
      for (const event of change.events) {
        const end = event.sessionId === id ? endOf(event, setting) : null
        if (end) return over(end)
      }
    })

    function over(end: Switched): void {
      cancel()
      forget()
      resolve(end)
    }
  })
}

function endOf(event: Recorded, setting: Setting): Switched | null {
  if (event.type === 'agent.exited')
    return refuse('agent-refused', `Its agent ended before it took that: ${event.exit.message}`)
  if (event.type === 'switch.refused' && isSame(event.to, setting))
    return refuse('agent-refused', event.message)
  return event.type === 'session.configured' && isSame(event, setting) ? {} : null
}

function isSame(told: { model?: string; permission?: string }, setting: Setting): boolean {
  return 'model' in setting ? told.model === setting.model : told.permission === setting.permission
}
