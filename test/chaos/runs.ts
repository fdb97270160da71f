import type { Recorded } from '../../src/core/event.ts'
import type { Line } from '../faults/account.ts'
import { accountOf } from '../faults/recorded.ts'
import { accountsOf, type Emitted } from '../faults/truth.ts'

/** What one agent process said in a session's own transcript: as it was recorded, and as it said it itself. */
export type Run = {
  pid: number
  /** How it ended, as it was recorded; null: it lives. */
  exit: { cause: string; signal: string | null } | null
  told: Line[]
  truth: Line[]
  /** The truth without the last entry of its log, which a killed agent may not have handed over. */
  almost: Line[]
}

/** The runs of a session, oldest first. An agent that died before its start was recorded has none. */
export function runsOf(
  events: readonly Recorded[],
  entries: readonly Emitted[],
  token: string,
): Run[] {
  const starts = events.flatMap((event, index) =>
    event.type === 'agent.started' ? [{ index, run: event.run, pid: event.pid ?? 0 }] : [],
  )
  const all = withoutOurs(accountOf(events).lines)
  const before = (index: number) => withoutOurs(accountOf(events.slice(0, index)).lines).length
  return starts.map(({ index, run, pid }, place) => {
    const exit = events.find((event) => event.type === 'agent.exited' && event.run === run) as
      (Recorded & { type: 'agent.exited' }) | undefined
    const from = place === 0 ? 0 : before(index)
    const to = before(starts[place + 1]?.index ?? events.length)
    const first = entries.findIndex((entry) => entry.pid === pid)
    const end = entries.findLastIndex((entry) => entry.pid === pid) + 1
    const lines = (upTo: number) => accountsOf(entries.slice(0, upTo), token)['']?.lines ?? []
    const begun = first < 0 ? 0 : lines(first).length
    return {
      pid,
      exit: exit ? { cause: exit.exit.cause, signal: exit.exit.signal } : null,
      told: all.slice(from, to),
      truth: first < 0 ? [] : lines(end).slice(begun),
      almost: first < 0 ? [] : lines(end - 1).slice(begun),
    }
  })
}

/** Without the ends that no agent told: of a turn whose agent died, and of one that was refused. */
export function withoutOurs(lines: readonly Line[]): Line[] {
  return lines.filter(
    (line) => line.kind !== 'end' || !['crashed', 'stopped'].includes(line.outcome),
  )
}

/** Without what depends on all that was said before: costs are told as totals. */
export function withoutCost(lines: readonly Line[]): Line[] {
  return lines.map((line) => (line.kind === 'end' ? { ...line, costUsd: null } : line))
}

/**
 * Where what was recorded is no beginning of what was said: one line, or null. What was still growing at
 * the end may be the shorter.
 */
export function prefixFault(told: readonly Line[], truth: readonly Line[]): string | null {
  if (told.length > truth.length) return `${told.length} lines were recorded of ${truth.length}`
  for (const [index, line] of told.entries()) {
    const real = truth[index]
    if (JSON.stringify(line) === JSON.stringify(real)) continue
    const late = index >= told.length - 4
    if ((line.kind === 'message' || line.kind === 'thought') && real?.kind === line.kind) {
      if (line.id === real.id && real.text.startsWith(line.text) && late) continue
    } else if (line.kind === 'tool' && real?.kind === 'tool' && line.id === real.id && late)
      continue
    return `line ${index} was recorded as ${JSON.stringify(line).slice(0, 300)} and said as ${JSON.stringify(real ?? null).slice(0, 300)}`
  }
  return null
}
