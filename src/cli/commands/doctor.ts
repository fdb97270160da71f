import type { CommandSpec } from '../command.ts'
import { checks } from '../doctor/checks.ts'
import { exit } from '../refused.ts'

export const doctor: CommandSpec = {
  name: 'doctor',
  about: 'check this machine and this installation; says what to do about each fault',
  args: [],
  flags: [],
  examples: [['signalbox doctor', 'a line a check; exit 1 if something is wrong']],
  async run(context) {
    const { out, json, style } = context
    const found = await checks(context)
    if (json) out.document({ checks: found })
    const mark = { ok: style.green('✓'), wrong: style.red('✗'), unknown: style.dim('–') }
    for (const { result, name, told } of json ? [] : found)
      out.line(`${mark[result]} ${name}: ${told}`)
    return found.some(({ result }) => result === 'wrong') ? exit.failed : exit.ok
  },
}
