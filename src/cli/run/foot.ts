import type { Fleet } from '../../core/fleet.ts'
import type { Session } from '../../core/session.ts'
import { elapsed } from '../print/entry-lines.ts'
import { plural } from '../print/numbers.ts'
import { safeLine } from '../print/safe.ts'
import { plainStyle, type Style } from '../print/style.ts'

/** More would push what was said off the screen. */
const mostSubagents = 6
const mostLines = 14

/**
 * What goes on in a tree right now: the calls of the session itself, each subagent at work under its
 * parent, and how long the turn has run. `running`: the calls of one session. Empty when all rests.
 */
export function footLines(
  tree: Fleet,
  root: string,
  running: (id: string) => readonly string[],
  style: Style,
  now: number,
): string[] {
  const top = tree.get(root)
  if (top === undefined) return []
  const working = below(tree, top).filter(({ turn }) => turn !== null)
  if (top.turn === null && top.state !== 'starting' && working.length === 0) return []
  const shown = working.slice(0, mostSubagents).map((session) => {
    const indent = '  '.repeat(Math.max(0, depthOf(session.id, root, tree) - 1))
    return `${indent}  ${subagentLine(session, style, now)}`
  })
  const more = working.length - shown.length
  return [
    ...running(root),
    ...shown,
    ...(more > 0 ? [style.dim(`  … and ${plural(more, 'more subagent')} at work`)] : []),
    style.dim(
      `${workWord(top)}${elapsed(now - (top.turn?.startedAt ?? top.since), plainStyle)} · Ctrl-C interrupts`,
    ),
  ].slice(-mostLines)
}

function workWord(top: Session): string {
  if (top.state === 'starting' || top.state === 'resuming') return 'Starting'
  return top.turn === null ? 'Its subagents work' : 'Working'
}

/** One subagent at work: its title, how long, and what it does or waits for. */
function subagentLine(session: Session, style: Style, now: number): string {
  const title = safeLine(session.title) || 'subagent'
  const asks = session.asks.length > 0
  const mark = asks ? style.amber('◆') : style.blue('◉')
  const does = asks ? 'waits for your answer' : safeLine(session.now ?? '')
  const time = elapsed(now - (session.turn?.startedAt ?? session.since), style)
  return `${mark} ${title}${time}${does === '' ? '' : style.dim(`  ${does}`)}`
}

/** All subagents below a session, each under its parent. */
function below(tree: Fleet, session: Session): Session[] {
  return session.children.flatMap((id) => {
    const child = tree.get(id)
    return child ? [child, ...below(tree, child)] : []
  })
}

/** How many spawns a session is away from the root of what is followed. */
export function depthOf(id: string, root: string, tree: Fleet): number {
  let depth = 0
  for (let at = tree.get(id); at && at.id !== root && depth < 20; depth++)
    at = at.parentId === null ? undefined : tree.get(at.parentId)
  return depth
}
