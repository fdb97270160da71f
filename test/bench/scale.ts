import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { atRest, type Ground, type Ours } from './ground.ts'
import { alone, pssMb, quantile, type Measured } from './measured.ts'

/** How things stand after a tenth of the events. Memory and sizes in MiB, times in ms. */
export type Step = {
  events: number
  serverMb: number
  runnerMb: number
  loopP99: number
  loopMost: number
  feedP99: number
  databaseMb: number
}

const writers = 4
const probeRate = 100
const bytesOfLine = 1300

/**
 * A fleet that grows: `sessions` demo agents live, each with subagents, a thread of `threadMb`, and `events` recorded
 * events, written by four agents at once while every demo session plays. Beside them a probe of 100 lines a second
 * is followed, and shows how late the feed is.
 */
export async function scale(
  its: Ground,
  wanted: { sessions: number; events: number; threadMb: number; say: (line: string) => void },
): Promise<{ measured: Measured[]; steps: Step[] }> {
  const { sessions, events, threadMb, say } = wanted
  const ours = await its.ours('test/bench/loop-delay.mjs')
  say(`${sessions} demo sessions with subagents`)
  const fleet: string[] = []
  for (let made = 0; made < sessions; made += 10) {
    const some = Array.from({ length: Math.min(10, sessions - made) }, () =>
      ours.session('demo', '/play parallel pace=0'),
    )
    fleet.push(...(await Promise.all(some)))
  }
  say(`a thread of ${threadMb} MB`)
  const thread = await ours.session()
  await turn(ours, thread, `whole ${Math.round((threadMb * 1e6) / bytesOfLine)} 0`)
  const probe = await ours.session()
  const fed = await ours.follow(probe)
  const busy = await Promise.all(Array.from({ length: writers }, () => ours.session()))
  const steps: Step[] = []
  for (let tenth = 1; tenth <= 10; tenth += 1) {
    process.kill(ours.pid, 'SIGUSR2')
    const lines = Math.round(events / 10 / writers)
    const { all } = fed.watch(probeRate * 3)
    await Promise.all([
      ...busy.map((id) => turn(ours, id, `whole ${lines} 0`)),
      turn(ours, probe, `live ${probeRate * 3} ${probeRate}`),
      ...fleet.slice(0, 10).map((id) => turn(ours, id, '/play parallel pace=0')),
    ])
    const { latencies } = await all
    await pause(1000)
    const loop = JSON.parse(readFileSync(join(its.root, 'loop.json'), 'utf8')) as Loop
    steps.push({
      events: lines * writers * tenth,
      serverMb: pssMb(ours.pid),
      runnerMb: pssMb(ours.runner()),
      loopP99: loop.p99,
      loopMost: loop.max,
      feedP99: quantile([...latencies], 0.99),
      databaseMb: statSync(join(its.data, 'signalbox.sqlite')).size / 2 ** 20,
    })
    say(JSON.stringify(steps.at(-1)))
  }
  fed.close()
  await ours.end()
  const memory = Math.max(...steps.map(({ serverMb, runnerMb }) => serverMb + runnerMb))
  const name = `server and runner with ${sessions} live sessions, ${events} events, a thread of ${threadMb} MB: most PSS`
  return { measured: [alone(name, 'MiB', { at: 'most', value: 250 }, [memory])], steps }
}

type Loop = { p99: number; max: number }

async function turn(ours: Ours, session: string, text: string): Promise<void> {
  const before = await turnsOf(ours, session)
  await ours.does('POST', `/sessions/${session}/prompts`, { text })
  while ((await turnsOf(ours, session)) === before) await pause(20)
  await atRest(ours.does, session)
}

async function turnsOf(ours: Ours, id: string): Promise<number> {
  const { turns } = (await ours.does('GET', `/sessions/${id}/turns`)) as { turns: unknown[] }
  return turns.length
}

/** The steps as a table of Markdown. */
export function curve(steps: readonly Step[]): string {
  const [first] = steps
  if (!first) return ''
  const keys = Object.keys(first) as (keyof Step)[]
  const row = (cells: readonly unknown[]) => `| ${cells.join(' | ')} |`
  return [
    row(keys),
    row(keys.map(() => '---')),
    ...steps.map((step) => row(keys.map((key) => Math.round(step[key] * 10) / 10))),
  ].join('\n')
}
