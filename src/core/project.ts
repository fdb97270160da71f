import type { CrashPolicy, Permission } from './ask.ts'
import type { Group as Heap } from './attention.ts'

/** What the sessions of a project begin with where nothing else is said; null: as everywhere else. */
export type ProjectDefaults = {
  agent: string | null
  /** As that agent names it. */
  model: string | null
  permission: Permission | null
  onCrash: CrashPolicy | null
  /** Variables that its agents get, by name: the values are those that the server was started with. */
  env: string[]
}

/** A folder that a person added or first ran in. It keeps its id when the folder moves. */
export type Project = ProjectDefaults & {
  id: string
  /** Where it is now, absolute. */
  path: string
  name: string
  /** How it is found again: what its repository was cloned from, and its oldest commit. */
  remote: string | null
  rootCommit: string | null
  /** Id of the group that it is in. */
  group: string | null
  /** In ms. */
  addedAt: number
  /** Where it was before: sessions that began there before `until` (ms) are its own. */
  formerly: { path: string; until: number }[]
}

/** Projects that a person looks at together. */
export type Group = { id: string; name: string; addedAt: number }

/** How many former places of a project are remembered. */
const mostFormer = 20

/** The project as it is after its folder was found at `path`. */
export function movedTo(project: Project, path: string, now: number): Project {
  const formerly = [...project.formerly, { path: project.path, until: now }].slice(-mostFormer)
  return { ...project, path, formerly }
}

/** The same repository, as far as can be told: one root, cloned from the same place. */
export function sameRepository(
  one: Pick<Project, 'remote' | 'rootCommit'>,
  other: Pick<Project, 'remote' | 'rootCommit'>,
): boolean {
  return (
    one.rootCommit !== null && one.rootCommit === other.rootCommit && one.remote === other.remote
  )
}

/**
 * The project that a session belongs to. A session keeps the path in which it began: it is looked up
 * among the places where projects were at that time. Undefined: it belongs to none, or to one that
 * was removed.
 */
export function projectOfSession(
  projects: readonly Project[],
  { project: path, createdAt }: { project: string | null; createdAt: number },
): Project | undefined {
  let found = projects.find((project) => project.path === path)
  let least = Infinity
  for (const project of projects)
    for (const former of project.formerly) {
      if (former.path !== path || createdAt >= former.until || former.until >= least) continue
      least = former.until
      found = project
    }
  return found
}

/**
 * Whether a session is shown while a person looks at one group (null: at all of them). What works or
 * needs the person is shown whatever is looked at: a group narrows a list, it hides nothing that runs.
 */
export function shownIn(group: string | null, project: Project | undefined, heap: Heap): boolean {
  if (group === null || heap === 'Needs you' || heap === 'Working') return true
  return project?.group === group
}
