/**
 * `npm run bench [-- NAME…]`: what Signalbox takes, beside the plainest program that does the same (`floor.mjs`).
 * Names: path, rest, long (these unless told), scale, fairness, profile. `--check`: short, with generous limits.
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { ground, type Ground } from './ground.ts'
import { long } from './long.ts'
import { circumstances, reached, tableOf, type Measured } from './measured.ts'
import { fairness } from './fairness.ts'
import { path } from './path.ts'
import { costsOf } from './profile.ts'
import { rest } from './rest.ts'
import { curve, scale } from './scale.ts'

const usage =
  'Usage: npm run bench -- [path|rest|long|scale|fairness|profile …] [--runs N] [--lines N] [--events N] [--sessions N] [--mb N] [--check] [--json FILE] [--flame FOLDER]\n'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string' },
    lines: { type: 'string' },
    events: { type: 'string' },
    sessions: { type: 'string' },
    mb: { type: 'string' },
    check: { type: 'boolean', default: false },
    json: { type: 'string' },
    flame: { type: 'string' },
  },
})
const { check } = values
const times = Number(values.runs ?? (check ? 3 : 5))
const lines = Number(values.lines ?? (check ? 20_000 : 60_000))
const events = Number(values.events ?? (check ? 50_000 : 1_000_000))
const sessions = Number(values.sessions ?? 100)
const threadMb = Number(values.mb ?? 100)
const say = (line: string) => void process.stderr.write(`bench: ${line}\n`)

const measures: Record<string, () => Promise<Measured[]>> = {
  path: () => on((its) => path(its, { times, events: lines, seconds: check ? 4 : 10 })),
  rest: () => on((its) => rest(its, { times, seconds: check ? 4 : 10 })),
  long: () => on((its) => long(its, { times, events, say })),
  scale: () => on(grown),
  fairness: () =>
    on((its) => fairness(its, { times, others: Math.max(1, sessions >> 1) - 1, seconds: 5, say })),
  profile: () => on(whereTimeGoes),
}

const wanted = positionals.length > 0 ? positionals : ['path', 'rest', 'long']
if (
  ![times, lines, events, sessions, threadMb].every((one) => one >= 1) ||
  wanted.some((name) => !Object.hasOwn(measures, name))
) {
  process.stderr.write(usage)
  process.exit(2)
}

const all: Measured[] = []
const before = circumstances(['npm run bench --', ...process.argv.slice(2)].join(' '))
for (const name of wanted) {
  say(name)
  all.push(...((await measures[name]?.()) ?? []))
}
const judged = check ? all.map(generous) : all
process.stdout.write(`${[...before, '', tableOf(judged)].join('\n')}\n`)
if (values.json !== undefined)
  writeFileSync(
    values.json,
    `${JSON.stringify({ circumstances: before, measured: judged }, null, 2)}\n`,
  )
if (check && !judged.every(reached)) process.exitCode = 1

async function on(measure: (its: Ground) => Promise<Measured[]>) {
  const its = ground()
  try {
    return await measure(its)
  } finally {
    await its.end()
  }
}

/** The curve goes to stdout beside the verdict. */
async function grown(its: Ground): Promise<Measured[]> {
  const { measured, steps } = await scale(its, { sessions, events, threadMb, say })
  process.stdout.write(`${curve(steps)}\n\n`)
  return measured
}

async function whereTimeGoes(its: Ground): Promise<Measured[]> {
  process.stdout.write(`${await costsOf(its, lines, values.flame)}\n\n`)
  return []
}

/** A limit that only a real loss goes beyond, on any machine and however busy it is. */
function generous(one: Measured): Measured {
  const { at, value } = one.goal
  return { ...one, goal: { at, value: at === 'least' ? value / 2 : value * 2 } }
}
