import { atRest } from '../../src/core/session.ts'
import { runners } from './plan.ts'
import type { Ground } from './ground.ts'

/** Ends all faults and lets the work come to its end: every session completes one more turn. */
export async function heal(it: Ground): Promise<void> {
  const { world } = it
  await it.upright()
  for (const name of runners) {
    if (world.feed.runners.get(name)?.state === 'failed')
      await world.ask('POST', `/runners/${name}/restart`)
    await world.until(`runner ${name} is up`, () => world.feed.runners.get(name)?.state === 'up')
  }
  await world.until('saving works', () => world.feed.saving?.ok !== false)
  const nudged = new Map<string, number>()
  await world.until('every session rests, and its last turn completed', async () => {
    await world.allowAll()
    let rest = true
    for (const [whose, id] of it.ids.entries()) {
      const session = world.session(id)
      const all = [session, ...world.feed.fleet.descendants(id)]
      const quiet = all.every(
        (one) => atRest(one) && one.queue.length === 0 && one.sent.length === 0,
      )
      if (quiet && session.state === 'idle' && session.lastOutcome === 'completed') continue
      rest = false
      // Once for each way that it stands still in.
      if (atRest(session) && nudged.get(id) !== session.version) {
        nudged.set(id, session.version)
        await it.prompt(whose, 'plan pace=0.1')
      }
    }
    return rest
  })
}
