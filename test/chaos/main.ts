/** `npm run chaos -- --seed N --steps M`: faults by a seed against the built programs, until the first that tells. */
import { writeFileSync } from 'node:fs'
import { cpus, release, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { smallDisk } from '../faults/small-disk.ts'
import { chaos } from './chaos.ts'
import { reportOf } from './report.ts'

const usage = 'Usage: npm run chaos -- [--seed N] [--steps M] [--from EPOCH] [--report FILE]'

const { values } = (() => {
  try {
    return parseArgs({
      options: {
        seed: { type: 'string', default: String(Date.now() % 1_000_000) },
        steps: { type: 'string', default: '200' },
        from: { type: 'string', default: '0' },
        report: { type: 'string' },
      },
    })
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}\n`)
    process.exit(2)
  }
})()
const steps = Number(values.steps)
const from = Number(values.from)
if (!Number.isInteger(steps) || steps < 1 || !Number.isInteger(from) || from < 0) {
  process.stderr.write(
    `--steps and --from are whole numbers, of which --steps is at least 1\n${usage}\n`,
  )
  process.exit(2)
}

const disk = mountable()
process.stdout.write(
  `chaos: --seed ${values.seed} --steps ${steps}${disk ? '' : ' (no disk is filled: that needs root)'}\n`,
)
const begun = Date.now()
const verdicts = await chaos({
  seed: values.seed,
  steps,
  disk,
  from,
  told({ seed, steps: done, kills, events, faults }) {
    process.stdout.write(
      `${seed}: ${done} steps, ${kills} kills, ${events} events shown, ${faults.length} faults\n`,
    )
    for (const fault of faults) process.stdout.write(`  ${fault}\n`)
  },
})
const report = reportOf(verdicts, {
  command: `npm run chaos -- --seed ${values.seed} --steps ${steps}`,
  node: process.version,
  machine: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${release()}`,
  at: new Date(begun).toISOString(),
  minutes: Math.round((Date.now() - begun) / 6000) / 10,
  disk,
})
process.stdout.write(`${report}\n`)
if (values.report !== undefined) writeFileSync(values.report, `${report}\n`)
process.exitCode = verdicts.some(({ faults }) => faults.length > 0) ? 1 : 0

function mountable(): boolean {
  try {
    smallDisk(1).end()
    return true
  } catch {
    // Said in the first line of what is printed.
    return false
  }
}
