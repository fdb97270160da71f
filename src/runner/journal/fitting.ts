import type { Journaled } from '../../core/report.ts'

/** The longest record in bytes: it has to fit into one frame, and a frame into one line. */
const longest = 24 * 1024 * 1024
const keptOfText = 64 * 1024

/** A report with its JSON; of one that is too long for a frame every long text is cut. */
export function fitting(report: Journaled): { report: Journaled; json: string } {
  const json = JSON.stringify(report)
  if (json.length * 3 <= longest || Buffer.byteLength(json) <= longest) return { report, json }
  const copy = structuredClone(report)
  cutTexts(copy)
  return { report: copy, json: JSON.stringify(copy) }
}

function cutTexts(value: object): void {
  for (const [key, part] of Object.entries(value)) {
    if (typeof part === 'string' && part.length > keptOfText)
      Reflect.set(value, key, `${part.slice(0, keptOfText)}… (${part.length} characters, cut)`)
    else if (typeof part === 'object' && part !== null) cutTexts(part)
  }
}
