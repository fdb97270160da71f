import { SaveFailed } from '../store/store.ts'
import type { Saving, World } from './dispatcher.ts'

/** Keeps what is to be saved until it is saved, and says how saving stands. */
export type Saver = {
  state(): Saving
  worked(): void
  failed(error: SaveFailed): void
  /** Runs `save` until it does not throw SaveFailed any more. Rejects with it once given up. */
  patiently(save: () => void): Promise<void>
  /** Waiting is worth it (again). */
  begin(): void
  /** Nobody waits any longer: those that are tried again now fail. */
  giveUp(): void
}

const firstWait = 250
const longestWait = 2_000

/** `probe` saves something that changes nothing; it throws SaveFailed where nothing can be saved. */
export function saver(
  world: Pick<World, 'now' | 'later' | 'log'>,
  changed: (state: Saving) => void,
  probe: () => void,
): Saver {
  let state: Saving = { ok: true, since: world.now(), reason: 'everything is saved' }
  let givenUp = false
  const waiting = new Set<() => void>()

  function turn(ok: boolean, reason: string) {
    if (state.ok === ok && state.reason === reason) return
    state = { ok, reason, since: state.ok === ok ? state.since : world.now() }
    world.log(ok ? 'info' : 'error', ok ? 'saving works again' : 'not saved', { reason })
    changed(state)
  }

  function wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        cancel()
        waiting.delete(done)
        resolve()
      }
      const cancel = world.later(ms, done)
      waiting.add(done)
    })
  }

  async function lookAgain() {
    await wait(firstWait)
    if (state.ok || givenUp) return
    try {
      await saving.patiently(probe)
    } catch (error) {
      if (!givenUp) world.log('error', 'saving could not be tried', { error: String(error) })
    }
  }

  const saving: Saver = {
    state: () => state,
    worked: () => turn(true, 'everything is saved'),
    failed(error) {
      turn(false, error.message)
      // What was refused is not tried again, so nobody else would find out when saving works again.
      if (waiting.size === 0 && !givenUp) void lookAgain()
    },
    async patiently(save) {
      for (let ms = firstWait; ; ms = Math.min(longestWait, ms * 2)) {
        try {
          return save()
        } catch (error) {
          if (!(error instanceof SaveFailed)) throw error
          turn(false, error.message)
          if (givenUp) throw error
        }
        await wait(ms)
      }
    },
    begin: () => void (givenUp = false),
    giveUp() {
      givenUp = true
      for (const done of waiting) done()
    },
  }
  return saving
}
