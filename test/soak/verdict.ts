import type { Sample } from './measure.ts'

/** What may have grown from the first sample after the warm-up to the last one, and by how much at most. */
const limits: { key: keyof Sample; times: number; plus: number }[] = [
  { key: 'serverMb', times: 1.3, plus: 15 },
  { key: 'runnerMb', times: 1.3, plus: 15 },
  { key: 'serverFiles', times: 1, plus: 8 },
  { key: 'runnerFiles', times: 1, plus: 40 },
  { key: 'processes', times: 1, plus: 40 },
  { key: 'walMb', times: 1, plus: 32 },
  { key: 'journalMb', times: 1, plus: 64 },
]

/** What grew further than it may, one line each; empty when all stayed flat. */
export function growths(samples: readonly Sample[], warmMinutes: number): string[] {
  const first = samples.find(({ minute }) => minute >= warmMinutes) ?? samples[0]
  const last = samples.at(-1)
  if (!first || !last) return ['nothing was measured']
  return limits.flatMap(({ key, times, plus }) => {
    const most = first[key] * times + plus
    return last[key] <= most
      ? []
      : [`${key} grew from ${first[key]} to ${last[key]}; at most ${most} was allowed`]
  })
}

/** The samples as a table of Markdown. */
export function tableOf(samples: readonly Sample[]): string {
  const [first] = samples
  if (!first) return ''
  const keys = Object.keys(first) as (keyof Sample)[]
  const row = (cells: readonly unknown[]) => `| ${cells.join(' | ')} |`
  return [
    row(keys),
    row(keys.map(() => '---')),
    ...samples.map((one) => row(keys.map((key) => one[key]))),
  ].join('\n')
}
