/**
 * `npm run bench:web [-- session|fleet]`: frames of the app under load in a real browser, beside an empty page and the
 * plainest page that shows the same, in one run. `--profile FILE`: also writes where the app's time went (which takes
 * time itself), as Chromium's own tools read it.
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { alone, circumstances, compared, reached, tableOf, type Measured } from '../measured.ts'
import { busyFleet } from './busy-fleet.ts'
import { longSession } from './long-session.ts'
import type { Frames } from './probe.ts'
import { stage, type Seen, type Stage } from './stage.ts'

const usage =
  'Usage: npm run bench:web -- [session|fleet] [--seconds N] [--items N] [--rate N] [--sessions N] [--json FILE] [--profile FILE]\n'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '30' },
    items: { type: 'string', default: '100000' },
    rate: { type: 'string', default: '1000' },
    sessions: { type: 'string', default: '50' },
    json: { type: 'string' },
    profile: { type: 'string' },
  },
})
const seconds = Number(values.seconds)
const items = Number(values.items)
const rate = Number(values.rate)
const sessions = Number(values.sessions)
const { profile } = values
const say = (line: string) => void process.stderr.write(`bench: ${line}\n`)

const measures: Record<string, { name: string; run: () => Promise<Measured[]> }> = {
  session: {
    name: `${rate} lines/s into an open session of ${items} items`,
    run: () => measured('session', longSession, { items, rate, seconds, profile, say }),
  },
  fleet: {
    name: `${sessions} busy sessions on Fleet`,
    run: () =>
      measured('Fleet', busyFleet, {
        sessions,
        rate: Math.ceil(rate / sessions),
        seconds,
        profile,
        say,
      }),
  },
}

const wanted = positionals.length > 0 ? positionals : Object.keys(measures)
if (
  ![seconds, items, rate, sessions].every((one) => one >= 1) ||
  wanted.some((name) => !Object.hasOwn(measures, name))
) {
  process.stderr.write(usage)
  process.exit(2)
}

const all: Measured[] = []
const before = circumstances(['npm run bench:web --', ...process.argv.slice(2)].join(' '))
for (const name of wanted) {
  say(measures[name]?.name ?? name)
  all.push(...((await measures[name]?.run()) ?? []))
}
process.stdout.write(`${[...before, '', tableOf(all)].join('\n')}\n`)
if (values.json !== undefined)
  writeFileSync(
    values.json,
    `${JSON.stringify({ circumstances: before, measured: all }, null, 2)}\n`,
  )
if (!all.every(reached)) process.exitCode = 1

async function measured<Wanted>(
  what: string,
  look: (its: Stage, wanted: Wanted) => Promise<Seen>,
  given: Wanted,
): Promise<Measured[]> {
  await using its = await stage()
  const { empty, plainest, ours } = await look(its, given)
  const beside = (name: string, unit: string, most: number, figure: (of: Frames) => number) =>
    compared(
      `${what}: ${name}`,
      unit,
      { at: 'most', value: most },
      {
        ours: [figure(ours)],
        floor: [figure(plainest)],
      },
    )
  const share = ({ dropped, due }: Frames) => (100 * dropped) / due
  return [
    alone(`${what}: an empty page's frame, median`, 'ms', { at: 'most', value: 17 }, [
      empty.median,
    ]),
    alone(`${what}: an empty page's frame, p99`, 'ms', { at: 'most', value: 17 }, [empty.p99]),
    beside('frame, median', 'ms', 1.05, ({ median }) => median),
    beside('frame, p99', 'ms', 2, ({ p99 }) => p99),
    alone(`${what}: frames dropped`, '%', { at: 'most', value: share(plainest) + 1 }, [
      share(ours),
    ]),
    beside('time of the page in a second', 'ms', 10, ({ busyMs }) => busyMs),
    alone(`${what}: heap before`, 'MB', { at: 'most', value: 60 }, [ours.heapBefore]),
    alone(`${what}: heap grown`, 'MB', { at: 'most', value: 10 }, [
      ours.heapAfter - ours.heapBefore,
    ]),
  ]
}
