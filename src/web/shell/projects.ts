import type { Row } from '../state/fleet.svelte.ts'

export type ProjectRows = { path: string | null; rows: Row[] }

/** Sessions by their project; projects in the order of their oldest session, those outside any last. */
export function byProject(rows: readonly Row[]): ProjectRows[] {
  const found = new Map<string | null, Row[]>()
  for (const row of rows) {
    const { project } = row.session
    found.set(project, [...(found.get(project) ?? []), row])
  }
  return [...found]
    .map(([path, own]) => ({ path, rows: own }))
    .sort((a, b) => Number(a.path === null) - Number(b.path === null))
}

const order = ['Needs you', 'Working', 'To review', 'Quiet']

export function byUrgency(rows: readonly Row[]): Row[] {
  return [...rows].sort((a, b) => order.indexOf(a.group) - order.indexOf(b.group))
}
