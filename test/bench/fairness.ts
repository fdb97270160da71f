import type { EventJson } from '../../src/contract/event.ts'
import { atRest, type Ground, type Ours } from './ground.ts'
import { alone, compared, inTurns, quantile, type Measured } from './measured.ts'

const othersRate = 10
const floodRate = 20_000

/** How late lines of quiet agents come while one more floods, beside how late they come without it; and what was lost. */
export async function fairness(
  its: Ground,
  wanted: { times: number; others: number; seconds: number; say: (line: string) => void },
): Promise<Measured[]> {
  const { times, others, seconds, say } = wanted
  const ours = await its.ours()
  say(`${others} sessions beside one that writes ${floodRate} lines a second`)
  const quiet = await Promise.all(Array.from({ length: others }, () => ours.session()))
  const clients = await Promise.all(quiet.map((id) => ours.follow(id)))
  const noisy = await ours.session()
  const lines = seconds * othersRate

  async function p99(): Promise<number> {
    const seen = clients.map((client) => client.watch(lines).all)
    for (const id of quiet)
      await ours.does('POST', `/sessions/${id}/prompts`, { text: `live ${lines} ${othersRate}` })
    const late = (await Promise.all(seen)).flatMap(({ latencies }) => [...latencies])
    for (const id of quiet) await atRest(ours.does, id)
    return quantile(late, 0.99)
  }

  const flood = floodRate * seconds
  const lost: number[] = []
  const runs = await inTurns(
    times,
    async () => {
      const from = await lastSeq(ours, noisy)
      await ours.does('POST', `/sessions/${noisy}/prompts`, { text: `live ${flood} ${floodRate}` })
      const found = await p99()
      while ((await lastTurn(ours, noisy, from)) === 'running');
      lost.push(flood - (await marks(ours, noisy, from)))
      return found
    },
    p99,
  )
  for (const client of clients) client.close()
  await ours.end()
  const name = `p99 of ${others} agents beside one that writes ${floodRate} lines/s, and without it`
  return [
    compared(name, 'ms', { at: 'most', value: 2 }, runs),
    alone('lines of the flood that are not recorded', 'lines', { at: 'most', value: 0 }, lost),
  ]
}

async function page(ours: Ours, id: string, query: string) {
  return (await ours.does('GET', `/sessions/${id}/events?${query}`)) as {
    events: EventJson[]
    more: boolean
  }
}

async function lastSeq(ours: Ours, id: string): Promise<number> {
  return (await page(ours, id, 'limit=1')).events[0]?.seq ?? 0
}

async function lastTurn(ours: Ours, id: string, from: number): Promise<'running' | 'over'> {
  const { events } = await page(ours, id, 'limit=1')
  const [last] = events
  return last?.type === 'turn.ended' && last.seq > from ? 'over' : 'running'
}

/** How many numbered lines the events behind a seq hold. */
async function marks(ours: Ours, id: string, from: number): Promise<number> {
  const found = new Set<string>()
  for (let after = from, more = true; more;) {
    const next = await page(ours, id, `after=${after}&limit=200`)
    for (const [, n] of JSON.stringify(next.events).matchAll(/@(\d+):\d+@/g)) found.add(n ?? '')
    after = next.events.at(-1)?.seq ?? after
    more = next.more
  }
  return found.size
}
