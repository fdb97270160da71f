import type { SessionJson } from '../../contract/session.ts'
import type { Context } from '../context.ts'
import { answerCommands } from '../print/ask-lines.ts'
import { outcomeWord } from '../print/entry-lines.ts'
import { duration, money, plural, tokens } from '../print/numbers.ts'
import { safeLine } from '../print/safe.ts'
import { columnsOf } from '../print/width.ts'
import { riskOf } from '../print/verbs.ts'
import type { Followed } from './follow.ts'
import type { Pending } from './pending.ts'

/** The last lines of a run: how it ended and what it took since it sent its prompt at `sentAt`, subagents included. */
export function footerLines(
  { outcome, session: after, subagents }: Followed,
  sentAt: number,
  { style, world, columns }: Pick<Context, 'style' | 'world' | 'columns'>,
): string[] {
  if (outcome === 'left') return []
  const word =
    outcome === 'needs-answer' ? style.amber('needs an answer') : outcomeWord(outcome, style)
  const { files, added, removed } = after.changes
  const parts = [
    word,
    plural(after.turns, 'turn'),
    ...(subagents > 0 ? [plural(subagents, 'subagent')] : []),
    ...(files > 0 ? [`${plural(files, 'file')} +${added} −${removed}`] : []),
    tokens(after.treeUsage),
    money(after.treeUsage.costUsd),
    duration(world.now() - sentAt),
  ]
  // Why an agent is gone stands in the transcript.
  const why =
    outcome === 'failed' ? [style.red(`✖ ${safeLine(after.error?.message ?? after.reason)}`)] : []
  const next = goesOn(outcome, after).map((line) => style.dim(`   ${line}`))
  const line = `${style.dim('──')} ${parts.join(style.dim(' · '))}`
  const whole = `${line}  ${style.dim(after.id)}`
  const fits = columns === null || columnsOf(whole) <= columns
  return [...why, ...(fits ? [whole] : [line, style.dim(`   ${after.id}`)]), ...next]
}

/** How to go on: with a session that its agent does not know any more only a new one beside it can. */
function goesOn(outcome: Followed['outcome'], { id, exit }: SessionJson): string[] {
  if (outcome !== 'crashed' && outcome !== 'stopped' && outcome !== 'interrupted') return []
  return exit?.cause === 'not-resumed'
    ? [`signalbox run --fork ${id} "…" begins anew beside it, in the same folder`]
    : [`signalbox run --resume ${id} "…" goes on with it`]
}

/** What waits for the person, and the commands that answer it. */
export function waitingLines(pending: readonly Pending[]): string[] {
  return pending.flatMap(({ ask }) => {
    const title = safeLine(ask.title)
    if (ask.kind === 'question') return [`signalbox: it asks: ${title}`, ...answerCommands(ask)]
    const { command: line } = ask
    const command = line === undefined || line === ask.title ? '' : `: ${safeLine(line)}`
    return [
      `signalbox: it needs your leave (${riskOf(ask)}): ${title}${command}`,
      ...answerCommands(ask),
    ]
  })
}
