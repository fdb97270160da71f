import type { Project } from '../../core/project.ts'

/**
 * What each project is called where projects lie beside each other: its name, and where others have the same one as
 * much of the way to its folder as tells it apart.
 */
export function namesApart(projects: readonly Project[]): Map<string, string> {
  const named = Map.groupBy(projects, ({ name }) => name)
  return new Map(
    projects.map((project) => {
      const others = (named.get(project.name) ?? []).filter((one) => one !== project)
      return [project.id, others.length === 0 ? project.name : apart(project, others)]
    }),
  )
}

function apart({ name, path }: Project, others: readonly Project[]): string {
  const above = partsAbove(path)
  for (let parts = 1; parts <= above.length; parts += 1) {
    const way = above.slice(-parts).join('/')
    const same = others.some((one) => partsAbove(one.path).slice(-parts).join('/') === way)
    if (!same) return `${name} · ${way}`
  }
  return `${name} · ${path}`
}

/** The folders that a path lies in, from the root. */
function partsAbove(path: string): string[] {
  return path
    .split(/[\\/]+/)
    .filter(Boolean)
    .slice(0, -1)
}
