import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus, loadavg, release, totalmem } from 'node:os'

/** One thing that was measured: a figure of ours, where there is one the floor's, and what was aimed at. */
export type Measured = {
  name: string
  unit: string
  ours: number
  /** The same thing done by the floor, in the same run. */
  floor?: number
  /** What is judged: the ratio to the floor where there is one, else `ours`. */
  value: number
  goal: { at: 'least' | 'most'; value: number }
  /** Each single run, as it was measured. */
  runs: { ours: number[]; floor?: number[] }
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2
}

/** The value below which `share` of the numbers lie. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = Float64Array.from(numbers).sort()
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN
}

export type Goal = Measured['goal']

/** Runs that were made in turns, judged by the median of the ratios of each two: what else the machine does hits both. */
export function compared(
  name: string,
  unit: string,
  goal: Goal,
  runs: { ours: number[]; floor: number[] },
): Measured {
  const value = median(runs.ours.map((one, at) => one / (runs.floor[at] ?? NaN)))
  return { name, unit, ours: median(runs.ours), floor: median(runs.floor), value, goal, runs }
}

export function alone(name: string, unit: string, goal: Goal, ours: number[]): Measured {
  const value = median(ours)
  return { name, unit, ours: value, value, goal, runs: { ours } }
}

/** One run of each, in turns, as often as asked. */
export async function inTurns(
  times: number,
  ours: () => Promise<number>,
  floor: () => Promise<number>,
): Promise<{ ours: number[]; floor: number[] }> {
  const runs = { ours: [] as number[], floor: [] as number[] }
  for (let run = 0; run < times; run += 1) {
    runs.floor.push(await floor())
    runs.ours.push(await ours())
  }
  return runs
}

export function reached({ value, goal }: Measured): boolean {
  return goal.at === 'least' ? value >= goal.value : value <= goal.value
}

/** Where and with what it was measured, as lines of text. */
export function circumstances(command: string): string[] {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD']).toString().trim()
  const load = loadavg().map((one) => one.toFixed(1))
  return [
    `${command}, ${new Date().toISOString()}, at commit ${commit}`,
    `Node ${process.version}, SQLite ${process.versions.sqlite}; ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${release()}`,
    `load of the machine over 1, 5 and 15 minutes: ${load.join(', ')}`,
  ]
}

/** The results as a table of Markdown. */
export function tableOf(all: readonly Measured[]): string {
  const rows = all.map((one) => {
    const { name, unit, ours, floor, value, goal } = one
    const judged = floor === undefined ? '' : `${value.toPrecision(3)} ×`
    const wanted = `${goal.at === 'least' ? '≥' : '≤'} ${goal.value}${floor === undefined ? ` ${unit}` : ' ×'}`
    const spread = (runs: readonly number[]) =>
      `${figure(Math.min(...runs))}–${figure(Math.max(...runs))}`
    const cells = [
      name,
      `${figure(ours)} ${unit} (${spread(one.runs.ours)})`,
      floor === undefined ? '' : `${figure(floor)} ${unit} (${spread(one.runs.floor ?? [])})`,
      judged,
      wanted,
      reached(one) ? 'yes' : '**no**',
    ]
    return `| ${cells.join(' | ')} |`
  })
  return [
    '| what | ours: median (range) | floor: median (range) | ratio | goal | reached |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n')
}

function figure(value: number): string {
  return value >= 1000
    ? Math.round(value).toLocaleString('en')
    : value >= 10
      ? value.toFixed(1)
      : value.toPrecision(2)
}

/** Memory of processes in MiB: PSS, in which a page that several share counts in parts. Linux only. */
export function pssMb(...pids: number[]): number {
  const kb = pids.map((pid) =>
    Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0),
  )
  return kb.reduce((sum, one) => sum + one, 0) / 1024
}

/** Processor time that processes used until now, in ms. Linux only. */
export function cpuMs(...pids: number[]): number {
  return pids.reduce((sum, pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
    // utime and stime, in hundredths of a second
    return sum + (Number(fields[11]) + Number(fields[12])) * 10
  }, 0)
}
