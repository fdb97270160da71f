import type { SessionJson } from '../../contract/session.ts'
import { askOf } from '../ask-of.ts'
import { answeringLines, askLines } from './ask-lines.ts'
import { markOf } from './marks.ts'
import { age, count, money, percent, plural, tokens } from './numbers.ts'
import { safeLine } from './safe.ts'
import type { Style } from './style.ts'

/** One session on a page. */
export function sessionLines(session: SessionJson, style: Style, now: number): string[] {
  const { glyph, word, colour } = markOf(session)
  const facts = factsOf(session, now).filter(([, value]) => value !== '')
  const width = Math.max(...facts.map(([name]) => name.length))
  return [
    `${style[colour](`${glyph} ${word}`)}  ${style.bold(safeLine(session.title))}`,
    ...facts.map(([name, value]) => `  ${style.dim(name.padEnd(width))}  ${value}`),
    `  ${style.dim('last hour'.padEnd(width))}  ${traceText(session, style)}`,
    ...session.pendingApprovals
      .map(askOf)
      .flatMap((ask) => ['', ...askLines(ask, style), ...answeringLines(ask, style)]),
    ...(session.queued.length > 0 ? ['', style.bold('Waiting prompts')] : []),
    ...session.queued.map(({ text }, at) => `  ${at + 1}. ${safeLine(text)}`),
    ...(session.exit?.stderr ? ['', style.bold('Last words of its agent')] : []),
    ...(session.exit?.stderr ?? '')
      .split('\n')
      .slice(-8)
      .filter((line) => line.trim() !== '')
      .map((line) => style.dim(`  ${safeLine(line)}`)),
  ]
}

function factsOf(session: SessionJson, now: number): [name: string, value: string][] {
  const { context, changes, usage, treeUsage } = session
  const silent = session.signal === 'none' ? ' (no signal)' : ''
  const tree =
    session.children.length > 0
      ? `; with subagents ${money(treeUsage.costUsd)}, ${tokens(treeUsage)}`
      : ''
  return [
    ['id', session.id],
    [
      'why',
      `${safeLine(session.reason).replace(/\.$/, '')}, for ${age(now - Date.parse(session.since))}${silent}`,
    ],
    ['now', session.now === null ? '' : safeLine(session.now)],
    ['agent', [session.agent, session.model ?? ''].map(safeLine).filter(Boolean).join(', ')],
    ['folder', safeLine(session.cwd)],
    ['project', session.project === null ? 'none' : safeLine(session.project)],
    ['may', session.permission === 'bypass' ? 'everything, without asking' : session.permission],
    ['on crash', session.onCrash],
    [
      'turns',
      `${session.turns}${session.lastOutcome ? `, the last one ${session.lastOutcome}` : ''}`,
    ],
    ['cost', `${money(usage.costUsd)}, ${tokens(usage)}${tree}`],
    [
      'context',
      context === null
        ? ''
        : `${percent(context.used, context.size)} of ${count(context.size)} tokens`,
    ],
    [
      'changes',
      changes.files === 0
        ? ''
        : `${plural(changes.files, 'file')} +${changes.added} −${changes.removed}`,
    ],
    ['subagents', session.children.join(', ')],
    ['parent', session.parentId ?? ''],
    ['fork of', session.forkOf ?? ''],
    ['begun', session.createdAt],
  ]
}

const heights = '▁▂▃▄▅▆▇█'

/** Calls in each two minutes of the last hour; waits and crashes in their colours. */
export function traceText(
  { trace, traceMarks }: Pick<SessionJson, 'trace' | 'traceMarks'>,
  style: Style,
): string {
  const most = Math.max(1, ...trace)
  return trace
    .map((calls, at) => {
      const height = calls === 0 ? ' ' : (heights[Math.round((calls / most) * 7)] ?? '█')
      const mark = traceMarks[at]
      if (mark === 'c') return style.red(calls === 0 ? '×' : height)
      if (mark === 'w') return style.amber(calls === 0 ? '◆' : height)
      return calls === 0 ? style.dim('·') : style.blue(height)
    })
    .join('')
}
