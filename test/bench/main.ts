/**
 * `npm run bench [-- NAME…]`: what Signalbox takes, beside the plainest program that does the same (`floor.mjs`).
 * Names: path, rest, long; all of them unless told. `--check`: short, with generous limits.
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { ground } from './ground.ts'
import { long } from './long.ts'
import { circumstances, reached, tableOf, type Measured } from './measured.ts'
import { path } from './path.ts'
import { rest } from './rest.ts'

const usage =
  'Usage: npm run bench -- [path] [rest] [long] [--runs N] [--events N] [--check] [--json FILE]\n'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string' },
    events: { type: 'string' },
    check: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
})
const { check } = values
const times = Number(values.runs ?? (check ? 3 : 5))
const events = Number(values.events ?? (check ? 50_000 : 1_000_000))
const say = (line: string) => void process.stderr.write(`bench: ${line}\n`)

const measures: Record<string, () => Promise<Measured[]>> = {
  path: () =>
    on((its) => path(its, { times, events: check ? 30_000 : 60_000, seconds: check ? 4 : 10 })),
  rest: () => on((its) => rest(its, { times, seconds: check ? 4 : 10 })),
  long: () => on((its) => long(its, { times, events, say })),
}

const wanted = positionals.length > 0 ? positionals : Object.keys(measures)
if (!(times >= 1 && events >= 1000) || wanted.some((name) => !Object.hasOwn(measures, name))) {
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

async function on(measure: (its: ReturnType<typeof ground>) => Promise<Measured[]>) {
  const its = ground()
  try {
    return await measure(its)
  } finally {
    await its.end()
  }
}

/** A limit that only a real loss goes beyond, on any machine and however busy it is. */
function generous(one: Measured): Measured {
  const { at, value } = one.goal
  return { ...one, goal: { at, value: at === 'least' ? value / 2 : value * 2 } }
}
