import type { Verdict } from './chaos.ts'

export type Circumstances = {
  command: string
  node: string
  machine: string
  at: string
  minutes: number
  disk: boolean
}

/** What a run came to, as a page. */
export function reportOf(verdicts: readonly Verdict[], its: Circumstances): string {
  const sum = (of: (verdict: Verdict) => number) =>
    verdicts.reduce((total, verdict) => total + of(verdict), 0)
  const faults = verdicts.flatMap(({ seed, faults: told }) =>
    told.map((fault) => `${seed}: ${fault}`),
  )
  return [
    '# A run of chaos',
    '',
    `\`${its.command}\`, ${its.at}, ${its.minutes} minutes.`,
    `Node ${its.node}; ${its.machine}.${its.disk ? '' : ' No disk was filled: that needs root.'}`,
    '',
    '| epochs | steps | kills | events shown | violations |',
    '| ------ | ----- | ----- | ------------ | ---------- |',
    `| ${verdicts.length} | ${sum(({ steps }) => steps)} | ${sum(({ kills }) => kills)} | ${sum(({ events }) => events)} | ${faults.length} |`,
    ...(faults.length > 0 ? ['', ...faults.map((fault) => `- ${fault}`)] : []),
  ].join('\n')
}
