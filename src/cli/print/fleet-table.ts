import { basename } from 'node:path'
import { groups } from '../../core/attention.ts'
import type { SessionJson } from '../../contract/session.ts'
import { groupOfTree, markOf, waitsForAnswer } from './marks.ts'
import { age, money } from './numbers.ts'
import { safeLine } from './safe.ts'
import { shortLength } from './short-ids.ts'
import type { Style } from './style.ts'
import { table, type Cell, type Column } from './table.ts'

export type Look = {
  /** Null: not a terminal. */
  width: number | null
  style: Style
  now: number
  /** Finished subagents too. */
  all: boolean
}

const columns: readonly Column[] = [
  { title: 'STATE' },
  { title: 'TITLE', least: 16 },
  { title: 'PROJECT', least: 8, from: 90 },
  { title: 'AGENT', least: 5, from: 110 },
  { title: 'NOW', least: 10, from: 70 },
  { title: 'COST', right: true, from: 60 },
  { title: 'AGE', right: true },
  { title: 'ID' },
]

/** The sessions as lines, in groups by how much they need the person; subagents under their parents. */
export function fleetLines(sessions: readonly SessionJson[], look: Look): string[] {
  const { style } = look
  const byId = new Map(sessions.map((session) => [session.id, session]))
  const roots = sessions.filter(({ parentId }) => parentId === null || !byId.has(parentId))
  if (roots.length === 0)
    return ['No sessions yet. Try: signalbox run "…" --project .   or: signalbox demo']
  const idLength = shortLength(sessions.map(({ id }) => id))
  const rows: { group: string; cells: Cell[] }[] = []
  for (const group of groups) {
    const inGroup = roots
      .filter((root) => groupOfTree(root, below(root, byId)) === group)
      .map((root) => ({ root, waits: waitsForAnswer([root, ...below(root, byId)]) }))
      .sort(
        (a, b) =>
          Number(b.waits) - Number(a.waits) || Date.parse(a.root.since) - Date.parse(b.root.since),
      )
    for (const { root } of inGroup)
      for (const { session, depth } of unfolded(root, byId, look.all))
        rows.push({ group, cells: rowOf(session, depth, idLength, look) })
  }
  const [head = '', ...lines] = table(
    columns,
    rows.map(({ cells }) => cells),
    look.width,
    style.dim,
  )
  const printed = [head]
  for (const [at, { group }] of rows.entries()) {
    if (rows[at - 1]?.group !== group) {
      const count = roots.filter((root) => groupOfTree(root, below(root, byId)) === group).length
      printed.push(style.bold(`${group} (${count})`))
    }
    printed.push(lines[at] ?? '')
  }
  return printed
}

function below(root: SessionJson, byId: ReadonlyMap<string, SessionJson>): SessionJson[] {
  return root.children.flatMap((id) => {
    const child = byId.get(id)
    return child ? [child, ...below(child, byId)] : []
  })
}

/** A session with what is shown under it: what works or waits, or all of it. */
function unfolded(
  session: SessionJson,
  byId: ReadonlyMap<string, SessionJson>,
  all: boolean,
  depth = 0,
): { session: SessionJson; depth: number }[] {
  const children = session.children.flatMap((id) => byId.get(id) ?? [])
  const shown = children.filter((child) => all || [child, ...below(child, byId)].some(isLively))
  return [{ session, depth }, ...shown.flatMap((child) => unfolded(child, byId, all, depth + 1))]
}

function isLively({ state }: SessionJson): boolean {
  return state !== 'done' && state !== 'stopped'
}

function rowOf(session: SessionJson, depth: number, idLength: number, look: Look): Cell[] {
  const { style, now } = look
  const { glyph, word, colour } = markOf(session)
  const silent = session.signal === 'none'
  const title = safeLine(session.title)
  const nested = depth === 0 ? title : `${'  '.repeat(depth - 1)}↳ ${title}`
  const queued = session.queued.length > 0 ? ` (+${session.queued.length} queued)` : ''
  const does = safeLine(session.now ?? session.reason)
  return [
    { text: silent ? `${glyph} ${word}, no signal` : `${glyph} ${word}`, paint: style[colour] },
    { text: nested + queued, paint: depth === 0 ? style.bold : (text) => text },
    { text: session.project === null ? '–' : safeLine(basename(session.project)) },
    { text: safeLine(session.agent), paint: style.dim },
    { text: does, paint: style.dim },
    { text: money(depth === 0 ? session.treeUsage.costUsd : session.usage.costUsd) },
    { text: age(now - Date.parse(session.since)) },
    { text: session.id.slice(0, idLength), paint: style.dim },
  ]
}
