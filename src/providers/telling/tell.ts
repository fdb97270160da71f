import type { Report } from '../../core/report.ts'
import type { Told } from '../provider.ts'

export type Tell = (told: Told) => void

/** A report about a subagent, or about the session itself where `key` is undefined. */
export function about(key: string | undefined, report: Report): Told {
  return key === undefined ? { report } : { child: key, report }
}
