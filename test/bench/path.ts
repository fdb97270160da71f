import { client } from './client.ts'
import { atRest, type Ground } from './ground.ts'
import { alone, compared, cpuMs, inTurns, quantile, type Measured } from './measured.ts'

type Mix = 'live' | 'whole'

/**
 * The whole path (agent → translate → journal → link → dispatch → store → feed → one client that follows the session)
 * beside the floor: lines a second at full speed, and how late lines come at 1,000 a second.
 */
export async function path(
  ground: Ground,
  wanted: { times: number; events: number; seconds: number },
): Promise<Measured[]> {
  const { times, events, seconds } = wanted
  const floor = await ground.floor()
  const plain = await client(floor.url.replace('http', 'ws'))
  const ours = await ground.ours()
  const session = await ours.session()
  const fed = await ours.follow(session)

  async function byFloor(mix: Mix, count: number, rate: number) {
    const { all } = plain.watch(count)
    plain.say(`${mix} ${count} ${rate}`)
    return all
  }

  async function byOurs(mix: Mix, count: number, rate: number) {
    const { all } = fed.watch(count)
    await ours.does('POST', `/sessions/${session}/prompts`, { text: `${mix} ${count} ${rate}` })
    const seen = await all
    await atRest(ours.does, session)
    return seen
  }

  const found: Measured[] = []
  for (const mix of ['live', 'whole'] as const) {
    await byFloor(mix, events, 0)
    await byOurs(mix, events, 0)
    const spent = { ours: [] as number[], floor: [] as number[] }
    const full = async (side: 'ours' | 'floor') => {
      const pids = side === 'ours' ? [ours.pid, ours.runner()] : [floor.pid]
      const before = cpuMs(...pids)
      const { perSecond } = await (side === 'ours' ? byOurs : byFloor)(mix, events, 0)
      spent[side].push(((cpuMs(...pids) - before) * 1000) / events)
      return perSecond
    }
    const runs = await inTurns(
      times,
      () => full('ours'),
      () => full('floor'),
    )
    found.push(compared(`whole path, ${mix} mix`, 'lines/s', { at: 'least', value: 0.5 }, runs))
    // What else runs on the machine hardly moves this one. Ours is two processes, which may use two cores.
    const name = `processor time of a line, ${mix} mix (server and runner)`
    found.push(compared(name, 'µs', { at: 'most', value: 4 }, spent))
  }
  const p50s: number[] = []
  const runs = await inTurns(
    times,
    async () => {
      const { latencies } = await byOurs('live', seconds * 1000, 1000)
      p50s.push(quantile([...latencies], 0.5))
      return quantile([...latencies], 0.99)
    },
    async () => quantile([...(await byFloor('live', seconds * 1000, 1000)).latencies], 0.99),
  )
  found.push(compared('p99 at 1,000 lines/s', 'ms', { at: 'most', value: 3 }, runs))
  found.push(alone('p50 at 1,000 lines/s', 'ms', { at: 'most', value: 20 }, p50s))
  plain.close()
  fed.close()
  await ours.end()
  await floor.end()
  return found
}
