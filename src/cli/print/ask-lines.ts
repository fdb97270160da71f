import type { Ask } from '../../core/ask.ts'
import { safe, safeLine } from './safe.ts'
import { smallDiff } from './small-diff.ts'
import type { Style } from './style.ts'
import { riskOf } from './verbs.ts'

/** What an agent asks, with all that it is about: nobody has to answer blind. */
export function askLines(ask: Ask, style: Style): string[] {
  const beside = ask.kind === 'question' ? placeOf(ask) : riskOf(ask)
  return [
    `${style.amber('◆')} ${style.bold(safeLine(ask.title))}${beside && style.dim(` (${beside})`)}`,
    ...aboutLines(ask, style).map((line) => (line === '' ? '' : `  ${line}`)),
  ]
}

/** Where a question stands among those that are asked together. */
function placeOf({ part }: Ask): string {
  return part ? `question ${part.at} of ${part.of}` : ''
}

function aboutLines(ask: Ask, style: Style): string[] {
  const { kind, command, diffs = [] } = ask
  if (kind === 'question') return optionLines(ask, style)
  const told = [
    ...(command === undefined || command === ask.title ? [] : [`$ ${safeLine(command)}`]),
    ...smallDiff(diffs, style),
  ]
  if (command !== undefined || diffs.length > 0) return told
  return (kind === 'plan' ? planLines(ask) : inputLines(ask.input)).map(style.dim)
}

function optionLines({ options = [] }: Ask, style: Style): string[] {
  return options.map(({ label, description }, at) => {
    const meaning = description === undefined ? '' : style.dim(`  ${safeLine(description)}`)
    return `${at + 1}. ${safeLine(label)}${meaning}`
  })
}

/** So many lines of a plan stand beside its question. */
const mostPlan = 30

/** The text of a plan below its title, as it was written. */
function planLines({ input, title }: Ask): string[] {
  const plan = typeof input === 'object' && input !== null && 'plan' in input ? input.plan : null
  if (typeof plan !== 'string') return inputLines(input)
  const all = safe(plan.trim()).split('\n')
  const below = all[0] === title ? all.slice(1) : all
  const shown = below.slice(0, mostPlan)
  const more = below.length - shown.length
  return [...shown, ...(more > 0 ? [`… ${more} more lines`] : [])].filter(
    (line, at) => at > 0 || line !== '',
  )
}

/** What a call without a command line was given, in a few lines. */
function inputLines(input: unknown): string[] {
  if (typeof input !== 'object' || input === null) return []
  return Object.entries(input)
    .slice(0, 6)
    .map(([name, value]) => {
      const text = typeof value === 'string' ? value : JSON.stringify(value)
      return safe(`${name}: ${text ?? ''}`)
        .replace(/\s+/g, ' ')
        .slice(0, 160)
    })
}

/** How to answer from a shell: what a question takes, and the commands. */
export function answeringLines(ask: Ask, style: Style): string[] {
  const offered = (ask.options ?? []).length > 0
  const taken = ask.several ? 'several may be chosen: their numbers, as 1,3' : 'its number'
  const hint = offered ? [style.dim(`  ${taken}, or any text:`)] : []
  return ask.kind === 'question' ? [...hint, ...answerCommands(ask)] : answerCommands(ask)
}

/** The commands that answer an ask. */
export function answerCommands({ kind, id }: Pick<Ask, 'kind' | 'id'>): string[] {
  return kind === 'question'
    ? [`  signalbox answer ${id} "…"`]
    : [`  signalbox approve ${id}`, `  signalbox deny ${id} --reason "…"`]
}
