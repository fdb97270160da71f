import { StatusJson } from '../../contract/response.ts'
import { states } from '../../contract/session.ts'
import type { CommandSpec } from '../command.ts'
import { markOf } from '../print/marks.ts'
import { age, money } from '../print/numbers.ts'
import type { Style } from '../print/style.ts'
import { exit } from '../refused.ts'

export const status: CommandSpec = {
  name: 'status',
  about: 'the server, its runners, what is going on and what it costs',
  args: [],
  flags: [],
  examples: [
    ['signalbox status', 'on one page'],
    ['signalbox status --json | jq .needsYou', 'for a prompt or a status bar'],
  ],
  async run({ server, out, json, style, world }) {
    const answer = await (await server()).get('status', StatusJson)
    if (json) out.document(answer)
    else for (const line of statusLines(answer, style, world)) out.line(line)
    return exit.ok
  },
}

function statusLines(
  answer: StatusJson,
  style: Style,
  { now, version }: { now: () => number; version: string },
): string[] {
  const { counts, needsYou, saving, runners } = answer
  const asks = (counts['needs-approval'] ?? 0) + (counts['needs-input'] ?? 0)
  const shown = states.flatMap((state) => {
    const { glyph, word, colour } = markOf({ state, seen: false, parentId: null })
    const number = counts[state] ?? 0
    return number === 0 ? [] : [style[colour](`${glyph} ${number} ${word.toLowerCase()}`)]
  })
  const other = answer.version === version ? '' : style.amber(` (this program is ${version})`)
  const up = age(now() - Date.parse(answer.startedAt))
  return [
    `${style.bold('Signalbox')} ${answer.version}${other} at ${answer.url}, up for ${up}`,
    needsYou === 0
      ? 'Nothing needs you.'
      : style.amber(`${needsYou} need you: signalbox ${asks > 0 ? 'approvals' : 'ls'}`),
    shown.length === 0 ? 'No sessions.' : shown.join('  '),
    `Cost today ${money(answer.costTodayUsd)}, ${money(answer.rateUsdPerHour)} in the last hour`,
    ...(saving.ok ? [] : [style.red(`Not saved since ${saving.since}: ${saving.reason}`)]),
    ...runners.map((runner) => runnerLine(runner, style, now())),
    style.dim(`Data in ${answer.data}, Node ${answer.node}, process ${answer.pid}`),
  ]
}

function runnerLine(runner: StatusJson['runners'][number], style: Style, now: number): string {
  const { name, state, reason, since, agents, pid, unsaved } = runner
  const colour = state === 'up' ? 'green' : state === 'failed' || state === 'down' ? 'red' : 'amber'
  const parts = [
    `Runner ${name} ${style[colour](state)} for ${age(now - Date.parse(since))}`,
    `${agents} agents`,
    ...(pid === null ? [] : [`process ${pid}`]),
    ...(state === 'up' ? [] : [reason]),
    ...(unsaved === null ? [] : [style.red(`cannot write its journal: ${unsaved}`)]),
  ]
  return parts.join(', ')
}
