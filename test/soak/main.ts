/** `npm run soak -- --minutes 60`: a busy fleet for as long, and what it holds at the start and at the end. */
import { writeFileSync } from 'node:fs'
import { cpus, release, totalmem } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { atRest } from '../../src/core/session.ts'
import { seededRandom } from '../../src/demo/random.ts'
import { realWorld } from '../faults/real-world.ts'
import { sample, type Sample } from './measure.ts'
import { growths, tableOf } from './verdict.ts'

const sessionsAtOnce = 8
const turnsEach = 20
/** Heaps of a busy program reach their size within so long (measured: 25 minutes, then flat for as long again). */
const warmMinutes = 30
const scenes = [
  'text',
  'plan',
  'tools',
  'edit',
  'thinking',
  'nested',
  'parallel',
  'background',
  'approval',
  'child-approval',
  'question',
  'child-fails',
  'long kb=200',
  'flood rate=100 events=400 size=80',
] as const

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    report: { type: 'string' },
  },
})
const minutes = Number(values.minutes)
if (!(minutes > 0)) {
  process.stderr.write(
    '--minutes is a number above 0\nUsage: npm run soak -- [--minutes N] [--seed N] [--report FILE]\n',
  )
  process.exit(2)
}

const random = seededRandom(values.seed)
const ends: (() => Promise<void>)[] = []
const world = await realWorld({
  config: { wire: { maxMb: 32, maxDays: 1 } },
  atEnd: (end) => ends.push(end),
})
const begun = performance.now()
const minuteNow = () => (performance.now() - begun) / 60_000
const samples: Sample[] = []
const turns = new Map<string, number>()
let tag = 0

const faults: string[] = []

try {
  await world.start()
  let next = 0
  while (minuteNow() < minutes) {
    await tend()
    if (minuteNow() >= next) {
      await measure()
      next += 1
    }
    await pause(100)
  }
  await world.rest(...turns.keys())
  await measure()
  faults.push(...growths(samples, Math.min(warmMinutes, minutes / 2)), ...world.feed.faults)
  const left = await world.down()
  if (left.length > 0) faults.push(`processes are left after down: ${left.join(', ')}`)
} catch (error) {
  faults.push(error instanceof Error ? error.message : String(error))
} finally {
  for (const end of ends) await end()
}

const report = [
  '# A soak',
  '',
  `\`npm run soak -- --minutes ${minutes} --seed ${values.seed}\`, ${new Date().toISOString()}.`,
  `Node ${process.version}; ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${release()}.`,
  '',
  `${sessionsAtOnce} sessions at work at any time, each closed after ${turnsEach} turns and followed by another; one client of the feed.`,
  `Memory is PSS in MiB, without the agents'; files are in MiB. ${faults.length === 0 ? 'Nothing grew that should not.' : ''}`,
  '',
  tableOf(samples),
  ...(faults.length > 0 ? ['', ...faults.map((fault) => `- ${fault}`)] : []),
].join('\n')
process.stdout.write(`${report}\n`)
if (values.report !== undefined) writeFileSync(values.report, `${report}\n`)
process.exitCode = faults.length > 0 ? 1 : 0

/** Answers what is asked, and gives everybody who rests something to do. */
async function tend() {
  await world.allowAll()
  for (const [id, done] of turns) {
    const all = [world.session(id), ...world.feed.fleet.descendants(id)]
    if (!all.every((one) => atRest(one) && one.queue.length === 0 && one.sent.length === 0))
      continue
    if (done < turnsEach) {
      await world.does('POST', `/sessions/${id}/prompts`, { text: prompt() })
      turns.set(id, done + 1)
    } else {
      await world.does('POST', `/sessions/${id}/close`)
      turns.delete(id)
    }
  }
  while (turns.size < sessionsAtOnce) turns.set(await world.create(prompt()), 1)
}

function prompt(): string {
  return `/play ${random.pick(scenes)} pace=0.5 tag=${++tag}`
}

async function measure() {
  const taken = sample(world.data, {
    minute: Math.round(minuteNow() * 10) / 10,
    events: world.feed.last,
    server: world.server()?.pid ?? 0,
    runner: world.runner(),
    processes: (await world.processes()).length,
  })
  samples.push(taken)
  process.stdout.write(`${JSON.stringify(taken)}\n`)
}
