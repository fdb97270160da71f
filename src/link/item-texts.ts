import { keepItemText } from '../core/body-text.ts'
import type { FromRunner } from './link.ts'

const opens = '"report":{"type":"item.set","item":'

/**
 * Keeps the JSON of the items in a frame of reports as it came. `sizes` tell how long each report is, in bytes; where
 * they do not fit the line (a letter of more than one byte is in it) nothing is kept, and the JSON is made anew.
 */
export function keepItemTexts(frame: FromRunner, line: string): void {
  if (frame.type !== 'reports' || !Array.isArray(frame.sizes)) return
  const { sizes, reports } = frame
  let from = line.length - 2 - sizes.reduce((sum, size) => sum + size + 1, -1)
  if (sizes.length !== reports.length || !line.startsWith('"reports":[', from - 11)) return
  reports.forEach(({ seq, report }, at) => {
    const json = line.slice(from, (from += sizes[at] ?? 0))
    from += 1
    if (report.type !== 'item.set' || !json.startsWith(`{"seq":${seq},`)) return
    // Whether it is one at all is for its reader to say.
    if (typeof report.item !== 'object' || report.item === null) return
    const item = json.indexOf(opens) + opens.length
    if (item >= opens.length && Object.keys(report).length === 2)
      keepItemText(report, json.slice(item, -2))
  })
}
