import type { Ask } from '../../core/ask.ts'
import { askLines } from '../print/ask-lines.ts'
import { safeLine } from '../print/safe.ts'
import { plainStyle, type Style } from '../print/style.ts'
import { columnsOf } from '../print/width.ts'
import { alwaysOf } from '../print/verbs.ts'
import type { Reply } from './asker.ts'
import type { Pending } from './pending.ts'

/** One thing the person can press. Without a `reply`, more is typed first: a reason, or a text. */
export type Offer = {
  keys: readonly string[]
  label: string
  reply?: Reply
  reason?: 'deny' | 'text'
}

export function answersOffered(ask: Ask): Offer[] {
  if (ask.kind === 'question') {
    const options = (ask.options ?? []).slice(0, 9).map(({ id, label }, at): Offer => ({
      keys: [String(at + 1)],
      label: safeLine(label),
      reply: { choice: 'reply', text: id },
    }))
    return [...options, { keys: ['t'], label: 'type an answer', reason: 'text' }]
  }
  const always = alwaysOf(ask)
  return [
    { keys: ['y', 'Y'], label: 'allow once', reply: { choice: 'allow' } },
    ...(always === null
      ? []
      : [
          {
            keys: ['a', 'A'],
            label: `always here (${always})`,
            reply: { choice: 'allow', always: true } as const,
          },
        ]),
    { keys: ['n'], label: 'deny', reply: { choice: 'deny' } },
    { keys: ['N'], label: 'deny with a reason', reason: 'deny' },
  ]
}

/** Whether no single key is an answer: it is typed. */
export function isTyped({ kind, options = [], several }: Ask): boolean {
  return kind === 'question' && (options.length === 0 || several === true)
}

/** The question as it stands on the terminal: who asks, what, how risky, which keys. */
export function cardText({ ask, session }: Pending, style: Style, columns: number | null): string {
  const who = session.child ? [style.dim(`  asked by ${safeLine(session.title)}`)] : []
  return ['', ...askLines(ask, style), ...who, ...hintLines(ask, columns, style), ''].join('\n')
}

/** Which keys answer; none where the answer is typed at once. */
export function hintLines(ask: Ask, columns: number | null, style: Style = plainStyle): string[] {
  if (isTyped(ask)) return []
  const options = ask.options ?? []
  const question = ask.kind === 'question'
  const offered = answersOffered(ask).filter(({ reply }) => !question || !reply)
  const keys = offered.map(({ keys: [key], label }) => `${style.bold(key ?? '')} ${label}`)
  const choose = options.length > 1 ? `1–${Math.min(9, options.length)}` : '1'
  return packed([...(question ? [`${style.bold(choose)} choose`] : []), ...keys], columns)
}

/** The keys side by side, on as many lines as they need: none of them is cut. */
function packed(keys: readonly string[], columns: number | null): string[] {
  const lines: string[] = []
  for (const key of keys) {
    const line = lines.at(-1)
    const longer = `${line ?? ''}   ${key}`
    if (line !== undefined && (columns === null || columnsOf(longer) <= columns))
      lines[lines.length - 1] = longer
    else lines.push(`  ${key}`)
  }
  return lines
}
