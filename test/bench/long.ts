import { Agent, get } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { client } from './client.ts'
import { atRest, ground, type Ground, type Ours } from './ground.ts'
import { alone, compared, inTurns, median, type Measured } from './measured.ts'

const burst = 10_000
const pages = 40
/** Who speaks within a second of another is held for the other's sake: neither shall be, in ms. */
const unheldMs = 1500

/** A session of `events` events beside short ones, its last page beside the floor's, and a start with all of it stored. */
export async function long(
  its: Ground,
  wanted: { times: number; events: number; say: (line: string) => void },
): Promise<Measured[]> {
  const { times, events, say } = wanted
  const ours = await its.ours()
  const big = await ours.session()
  say(`filling a session with ${events} events`)
  const filled = await sent(ours, big, events)
  const found = [
    alone(`one run of ${events} recorded lines`, 'lines/s', { at: 'least', value: 1 }, [filled]),
  ]
  say('bursts into it and into short ones')
  const bursts = await inTurns(
    times,
    async () => {
      await sent(ours, big, 1000)
      await pause(unheldMs)
      return sent(ours, big, burst)
    },
    async () => {
      const short = await ours.session()
      await sent(ours, short, 1000)
      await pause(unheldMs)
      const speed = await sent(ours, short, burst)
      await ours.does('POST', `/sessions/${short}/close`)
      return speed
    },
  )
  const name = `a session of ${events} events beside one of 1000`
  found.push(compared(name, 'lines/s', { at: 'least', value: 0.9 }, bursts))

  say('its last page over HTTP')
  const floor = await its.floor()
  const plain = await client(floor.url.replace('http', 'ws'))
  const { all } = plain.watch(events)
  plain.say(`whole ${events} 0`)
  await all
  plain.close()
  const headers = { authorization: `Bearer ${ours.token}` }
  const page = `${ours.url}/api/sessions/${big}/events?limit=200`
  const runs = await inTurns(
    times,
    () => pageMs(page, headers),
    () => pageMs(`${floor.url}/?session=floor&limit=200`, {}),
  )
  found.push(compared('last page of 200 events of it', 'ms', { at: 'most', value: 2 }, runs))
  await floor.end()
  await ours.end()

  say('starts with it stored and with nothing stored')
  const empty = ground()
  try {
    await started(empty)
    const starts = await inTurns(
      times,
      () => started(its),
      () => started(empty),
    )
    found.push(
      compared('start with it stored beside an empty one', 'ms', { at: 'most', value: 2 }, starts),
    )
  } finally {
    await empty.end()
  }
  return found
}

/** Lines a second of a turn that writes so many. */
async function sent(ours: Ours, session: string, count: number): Promise<number> {
  const fed = await ours.follow(session)
  const { all } = fed.watch(count)
  await ours.does('POST', `/sessions/${session}/prompts`, { text: `whole ${count} 0` })
  const { perSecond } = await all
  await atRest(ours.does, session)
  fed.close()
  return perSecond
}

async function started(its: Ground): Promise<number> {
  const { firstMs, end } = await its.ours()
  await end()
  return firstMs
}

/** How long a page takes, from the request to its last byte: the median of some, over one connection. */
async function pageMs(url: string, headers: Record<string, string>): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const times: number[] = []
  for (let page = 0; page < pages; page += 1) {
    const begun = performance.now()
    await new Promise<void>((resolve, reject) => {
      get(url, { agent, headers }, (response) => {
        if (response.statusCode !== 200) reject(new Error(`${url}: ${response.statusCode}`))
        response.resume().on('end', resolve)
      }).on('error', reject)
    })
    times.push(performance.now() - begun)
  }
  agent.destroy()
  return median(times)
}
