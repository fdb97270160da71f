import type { Fleet } from '../core/fleet.ts'
import type { RunnerLine } from './runner-line.ts'

/** The runner for a new session: the one that was named, else the one with the fewest agents; null: no such one. */
export function placement(
  named: string | null,
  lines: ReadonlyMap<string, Pick<RunnerLine, 'status'>>,
  fleet: Pick<Fleet, 'all'>,
): string | null {
  if (named !== null) return lines.has(named) ? named : null
  const agents = new Map([...lines.keys()].map((name) => [name, 0]))
  for (const { live, runner } of fleet.all())
    if (live !== null) agents.set(runner, (agents.get(runner) ?? 0) + 1)
  const able = [...lines].filter(([, line]) => line.status().state !== 'failed')
  const [first] = (able.length > 0 ? able : [...lines])
    .map(([name]) => name)
    .sort((a, b) => (agents.get(a) ?? 0) - (agents.get(b) ?? 0))
  return first ?? null
}
