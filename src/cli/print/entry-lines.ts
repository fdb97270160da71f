import type { Answer } from '../../core/ask.ts'
import { firstClause } from '../../core/clause.ts'
import type { Recorded } from '../../core/event.ts'
import type { Item } from '../../core/item.ts'
import type { Outcome } from '../../core/report.ts'
import { count, duration, money, plural, tokens } from './numbers.ts'
import { safe, safeLine } from './safe.ts'
import { changedLines, smallDiff } from './small-diff.ts'
import type { Style } from './style.ts'
import { columnsOf, fit } from './width.ts'
import { didVerb, doesVerb, failedVerb, objectOf } from './verbs.ts'

type ToolItem = Extract<Item, { kind: 'tool' }>
export type Notice = Extract<Item, { kind: 'notice' }>

/**
 * A finished call: verb, object, outcome, time, on one line of `width` columns; an edit with what it changed.
 * Its object is cut where that is too long.
 */
export function toolLines(
  item: ToolItem,
  tookMs: number,
  style: Style,
  width = Infinity,
): string[] {
  const failed = item.status === 'failed'
  const unended = item.status === 'pending' || item.status === 'running'
  const mark = failed ? style.red('✖') : unended ? style.dim('–') : style.green('✓')
  const verb = failed ? failedVerb(item) : unended ? doesVerb(item) : didVerb(item)
  const outcome = failed ? ` ${style.red('failed')}` : unended ? style.dim(' did not end') : ''
  const time = tookMs >= 100 ? style.dim(` ${duration(tookMs)}`) : ''
  const rest = `${changesOf(item, style)}${outcome}${time}`
  const object = fit(objectOf(item.title), roomIn(width, `${mark} ${verb} ${rest}`))
  const head = `${mark} ${verb} ${style.bold(object)}${rest}`
  if (failed)
    return [head, ...lastLines(item.output ?? '', 4).map((line) => style.dim(`  ${line}`))]
  const diffs = smallDiff(item.diffs ?? [], style)
  return [head, ...diffs.map((line) => `  ${line}`)]
}

/** What is left of a line beside what has to stand on it; never so little that nothing can be told. */
function roomIn(width: number, beside: string): number {
  return Math.max(24, width - columnsOf(beside))
}

function changesOf(item: ToolItem, style: Style): string {
  const told = item.changes
  if (told === undefined && item.diffs === undefined) return ''
  const { added, removed } = told
    ? {
        added: told.reduce((sum, each) => sum + each.added, 0),
        removed: told.reduce((sum, each) => sum + each.removed, 0),
      }
    : changedLines(item.diffs ?? [])
  return ` ${style.green(`+${added}`)} ${style.red(`−${removed}`)}`
}

/** The end of an output that may redraw its lines with carriage returns. */
export function lastLines(output: string, most: number): string[] {
  return safe(
    output
      .slice(-16_384)
      .replace(/\r\n/g, '\n')
      .replace(/[^\n]*\r/g, ''),
  )
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .slice(-most)
}

export function noticeLine(item: Notice, style: Style): string {
  const colour = { info: 'dim', warning: 'amber', error: 'red' } as const
  return style[colour[item.level]](`! ${safeLine(item.text)}`)
}

/** What is not settled yet, for the foot of the screen. */
export function underWay(item: Item, forMs: number, style: Style): string[] {
  switch (item.kind) {
    case 'tool':
      return runningLines(item, forMs, style)
    case 'notice':
      return [noticeLine(item, style)]
    case 'compaction':
      return [`${style.blue('◉')} Compacting the context${elapsed(forMs, style)}`]
    case 'message':
    case 'thought':
    case 'plan':
      return []
  }
}

function runningLines(item: ToolItem, forMs: number, style: Style): string[] {
  const tail = item.tool === 'execute' ? lastLines(item.output ?? '', 4) : []
  return [
    `${style.blue('◉')} ${doesVerb(item)} ${objectOf(item.title)}${elapsed(forMs, style)}`,
    ...tail.map((line) => style.dim(`  ${line}`)),
  ]
}

/** How long something goes on, once that is worth telling. */
export function elapsed(forMs: number, style: Style): string {
  return forMs < 2000 ? '' : style.dim(`  ${duration(forMs)}`)
}

export function thoughtLine(text: string, tookMs: number, style: Style): string {
  const clause = safeLine(firstClause(text, 80))
  const time = tookMs >= 100 ? ` for ${duration(tookMs)}` : ''
  return style.dim(`· Thought${time}${clause === '' ? '' : `: ${clause}`}`)
}

export function planLines(
  item: Extract<Item, { kind: 'plan' }>,
  first: boolean,
  style: Style,
): string[] {
  const { entries } = item
  const completed = entries.filter(({ status }) => status === 'completed').length
  const current = entries.find(({ status }) => status === 'in_progress')
  const head = `${style.blue('▤')} Plan ${completed} of ${entries.length}`
  if (!first) return [current ? `${head}: ${safeLine(current.text)}` : head]
  const steps = { completed: '✓', in_progress: '▸', pending: '·' }
  const shown = entries
    .slice(0, 12)
    .map(({ text, status }) => `  ${steps[status]} ${safeLine(text)}`)
  const more = entries.length > 12 ? [style.dim(`  … ${entries.length - 12} more`)] : []
  return [head, ...shown, ...more]
}

export function answerLine(
  title: string,
  answer: Answer,
  by: string,
  style: Style,
  width = Infinity,
): string {
  const who = {
    person: 'you',
    rule: 'your standing rule',
    policy: 'its permission',
    agent: 'the agent',
  }
  const name = Object.entries(who).find(([key]) => key === by)?.[1] ?? safeLine(by)
  const what = fit(safeLine(title), roomIn(width, `✓ Withdrawn by ${name}: `))
  switch (answer.choice) {
    case 'allow':
      return `${style.green('✓')} Allowed by ${name}: ${what}`
    case 'deny':
      return `${style.red('✖')} Denied by ${name}: ${what}${answer.reason === undefined ? '' : ` (${safeLine(answer.reason)})`}`
    case 'reply':
      return `${style.green('✓')} Answered: ${safeLine(answer.text)}`
    case 'withdrawn':
      return style.dim(`– Withdrawn: ${what}`)
  }
}

const outcomes: Record<Outcome, { word: string; colour: keyof Style }> = {
  completed: { word: 'completed', colour: 'green' },
  failed: { word: 'failed', colour: 'red' },
  interrupted: { word: 'interrupted', colour: 'amber' },
  stopped: { word: 'stopped', colour: 'dim' },
  crashed: { word: 'crashed', colour: 'red' },
}

export function outcomeWord(outcome: Outcome, style: Style): string {
  const { word, colour } = outcomes[outcome]
  return style[colour](word)
}

export function turnEndLines(event: Recorded & { type: 'turn.ended' }, style: Style): string[] {
  const { outcome, error, durationMs, usage } = event
  const used = usage.inputTokens + usage.outputTokens + usage.cacheReadTokens > 0
  const parts = [
    outcomeWord(outcome, style),
    ...(durationMs === undefined ? [] : [duration(durationMs)]),
    ...(used ? [tokens(usage)] : []),
    ...(usage.costUsd === null ? [] : [money(usage.costUsd)]),
  ]
  const why = error ? [style.red(`✖ ${safeLine(error.message)}`)] : []
  return [...why, `${style.dim('──')} ${parts.join(style.dim(' · '))}`]
}

export function compactionLine(item: Extract<Item, { kind: 'compaction' }>, style: Style): string {
  const { before, after } = item
  const sizes =
    before === undefined || after === undefined
      ? ''
      : `: ${count(before)} to ${count(after)} tokens`
  return style.dim(`── context compacted${sizes}`)
}

export function gapLine(from: number, to: number, style: Style): string {
  const lost = plural(to - from + 1, 'report')
  return style.red(`✖ ${lost} of the runner ${to === from ? 'is' : 'are'} gone for good`)
}
