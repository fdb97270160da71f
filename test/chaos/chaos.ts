import { carryOut } from './deeds.ts'
import { ground } from './ground.ts'
import { heal } from './heal.ts'
import { judge } from './judge.ts'
import { planOf, type Epoch } from './plan.ts'

/** What became of an epoch. `faults` is empty when all promises held. */
export type Verdict = {
  seed: string
  steps: number
  kills: number
  events: number
  faults: string[]
}

export type Options = {
  seed: string
  steps: number
  /** Whether a small disk can be mounted to be filled. */
  disk: boolean
  /** The first epoch to be run: to see one again without those before it. */
  from?: number
  told: (verdict: Verdict) => void
}

/** Runs the plan of a seed, an epoch at a time, each in a world of its own. Ends after the first fault. */
export async function chaos(options: Options): Promise<Verdict[]> {
  const verdicts: Verdict[] = []
  for (const epoch of planOf(options.seed, options.steps, options).slice(options.from ?? 0)) {
    const verdict = await play(epoch, options.disk)
    verdicts.push(verdict)
    options.told(verdict)
    if (verdict.faults.length > 0) break
  }
  return verdicts
}

async function play(epoch: Epoch, disk: boolean): Promise<Verdict> {
  const it = await ground(epoch, { disk })
  const faults: string[] = []
  let done = 0
  let step: string = 'the beginning'
  try {
    for (const next of epoch.steps) {
      step = `step ${done} ${JSON.stringify(next)}`
      await carryOut(it, next)
      done += 1
    }
    step = 'healing'
    await heal(it)
    step = 'judging'
    faults.push(...(await judge(it)))
    step = 'down'
    const left = await it.world.down()
    if (left.length > 0) faults.push(`processes are left after down: ${left.join(', ')}`)
  } catch (error) {
    faults.push(`${step}: ${error instanceof Error ? error.message : String(error)}`)
  }
  try {
    await it.end()
  } catch (error) {
    faults.push(`the end: ${error instanceof Error ? error.message : String(error)}`)
  }
  return { seed: epoch.seed, steps: done, kills: it.kills, events: it.shown.size, faults }
}
