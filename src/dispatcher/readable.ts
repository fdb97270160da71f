import type { Journaled, Report } from '../core/report.ts'

/** Every type of report that this version knows; the compiler keeps it whole. */
const known: Record<Report['type'], true> = {
  'agent.started': true,
  'agent.ready': true,
  'agent.changed': true,
  'agent.exited': true,
  'turn.started': true,
  'turn.ended': true,
  'item.set': true,
  'item.grew': true,
  'ask.opened': true,
  'ask.answered': true,
  'context.measured': true,
  'wire.unknown': true,
  'child.started': true,
  'child.ended': true,
  log: true,
  'command.settled': true,
}

const wireLimit = 64 * 1024

/**
 * The reports of a frame as far as they can be placed. One that has its number and session but
 * cannot be understood is kept raw under them; one without is counted and logged: it takes nothing
 * with it, neither the rest of its frame nor the connection.
 */
export function readable(
  reports: readonly unknown[],
  hooks: { malformed(line: string): void; unknown(what: string): void },
): Journaled[] {
  if (!Array.isArray(reports)) {
    hooks.malformed(JSON.stringify(reports))
    return []
  }
  return reports.flatMap((value) => {
    if (!placed(value)) {
      hooks.malformed(JSON.stringify(value) ?? '')
      return []
    }
    const { report } = value
    if (isReport(report)) return [{ ...value, report }]
    hooks.unknown(reportType(report))
    return [raw(value, `the server does not know reports of type ${reportType(report)}`)]
  })
}

/** A report that could not be applied, as what is kept of it. */
export function raw(value: Placed, why: string): Journaled {
  const wire = JSON.stringify(value.report).slice(0, wireLimit)
  const { child: _child, ...rest } = value
  return { ...rest, report: { type: 'wire.unknown', wire, why } }
}

type Placed = Omit<Journaled, 'report'> & { report: unknown }

function placed(value: unknown): value is Placed {
  if (typeof value !== 'object' || value === null) return false
  const { seq, at, session, child } = value as Record<string, unknown>
  return (
    Number.isSafeInteger(seq) &&
    Number.isFinite(at) &&
    typeof session === 'string' &&
    (child === undefined || typeof child === 'string')
  )
}

function isReport(report: unknown): report is Report {
  return reportType(report) in known
}

function reportType(report: unknown): string {
  if (typeof report !== 'object' || report === null) return 'nothing'
  const { type } = report as Record<string, unknown>
  return typeof type === 'string' ? type : 'nothing'
}
