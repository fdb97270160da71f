import { groups } from '../../core/attention.ts'
import type { Group, Project } from '../../core/project.ts'
import type { Row } from '../state/fleet.svelte.ts'

type Placed = { session: { project: string | null; createdAt: number } }

/** A project with its sessions; without `project`: a folder that was removed, or none at all (`path` null). */
export type ProjectRows<Line = Row> = {
  key: string
  path: string | null
  project: Project | undefined
  rows: Line[]
}

/** Projects under one heading of the sidebar. */
export type Part<Line = Row> = { title: string; nodes: ProjectRows<Line>[] }

/** Sessions by their project; projects in the order of their oldest session, those outside any last. */
export function byProject<Line extends Placed>(
  rows: readonly Line[],
  projectOf: (session: Line['session']) => Project | undefined,
): ProjectRows<Line>[] {
  const found = new Map<string, ProjectRows<Line>>()
  for (const row of rows) {
    const project = projectOf(row.session)
    const path = project?.path ?? row.session.project
    const key = project?.id ?? path ?? ''
    const known = found.get(key) ?? { key, path, project, rows: [] }
    known.rows.push(row)
    found.set(key, known)
  }
  return [...found.values()].sort((a, b) => Number(a.path === null) - Number(b.path === null))
}

/**
 * What the sidebar lists: each group under its name, the rest after them. Looking at one group, that
 * group, and below it what works or needs the person elsewhere. A project without sessions comes last.
 */
export function sidebarParts<Line>(
  nodes: readonly ProjectRows<Line>[],
  projects: readonly Project[],
  groups: readonly Group[],
  looked: Group | null,
): Part<Line>[] {
  const busy = new Set(nodes.map(({ key }) => key))
  const empty = projects
    .filter(({ id }) => !busy.has(id))
    .map((project): ProjectRows<Line> => ({
      key: project.id,
      path: project.path,
      project,
      rows: [],
    }))
  const every = [...nodes, ...empty]
  const within = (group: Group) => every.filter(({ project }) => project?.group === group.id)
  if (looked !== null) {
    const elsewhere = nodes.filter(({ project }) => project?.group !== looked.id)
    return [
      { title: looked.name, nodes: within(looked) },
      ...(elsewhere.length > 0 ? [{ title: 'Busy elsewhere', nodes: elsewhere }] : []),
    ]
  }
  const ids = new Set<string | null>(groups.map(({ id }) => id))
  const rest = every.filter(({ project }) => !ids.has(project?.group ?? null))
  const grouped = groups.map((group) => ({ title: group.name, nodes: within(group) }))
  const named = grouped.filter(({ nodes: own }) => own.length > 0)
  if (named.length > 0 && rest.length === 0) return named
  return [...named, { title: named.length > 0 ? 'Other projects' : 'Projects', nodes: rest }]
}

type Urgent = Pick<Row, 'group' | 'below'> & { session: Pick<Row['session'], 'asks' | 'since'> }

/** What waits for an answer, then failures, the newest first, then what works, then the rest. */
export function byUrgency<Line extends Urgent>(rows: readonly Line[]): Line[] {
  return rows.toSorted((a, b) => rank(a) - rank(b) || (isFailure(a) ? newerFirst(a, b) : 0))
}

function rank(row: Urgent): number {
  return asks(row) ? -1 : groups.indexOf(row.group)
}

const asks = ({ session, below }: Urgent) => [session, ...below].some((one) => one.asks.length > 0)

const isFailure = (row: Urgent) => row.group === 'Needs you' && !asks(row)

const newerFirst = (a: Urgent, b: Urgent) => b.session.since - a.session.since
