import { setTimeout as pause } from 'node:timers/promises'
import type { Ground } from './ground.ts'
import { alone, compared, cpuMs, inTurns, pssMb, type Measured } from './measured.ts'

const settleMs = 5000

/** How soon a server answers after its start, and what server and runner take while nothing happens. */
export async function rest(
  its: Ground,
  { times, seconds }: { times: number; seconds: number },
): Promise<Measured[]> {
  await started(its.ours)
  await started(its.floor)
  const starts = await inTurns(
    times,
    () => started(its.ours),
    () => started(its.floor),
  )
  const ours = await its.ours()
  const session = await ours.session()
  const fed = await ours.follow(session)
  fed.say(JSON.stringify({ type: 'subscribe', to: 'fleet' }))
  const pids = [ours.pid, ours.runner()]
  await pause(settleMs)
  const memory: number[] = []
  const cpu: number[] = []
  for (let run = 0; run < times; run += 1) {
    const [used, at] = [cpuMs(...pids), performance.now()]
    await pause(seconds * 1000)
    cpu.push((100 * (cpuMs(...pids) - used)) / (performance.now() - at))
    memory.push(pssMb(...pids))
  }
  fed.close()
  await ours.end()
  return [
    compared('start to the first HTTP 200', 'ms', { at: 'most', value: 5 }, starts),
    alone('server and runner at rest, PSS', 'MiB', { at: 'most', value: 120 }, memory),
    alone('server and runner at rest, processor', '%', { at: 'most', value: 0.5 }, cpu),
  ]
}

async function started(start: () => Promise<{ firstMs: number; end(): Promise<void> }>) {
  const { firstMs, end } = await start()
  await end()
  return firstMs
}
