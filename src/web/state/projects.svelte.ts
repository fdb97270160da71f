import {
  projectOfSession,
  shownIn,
  type Group,
  type Project,
  type ProjectDefaults,
} from '../../core/project.ts'
import { baseName } from '../ui/words.ts'
import type { Row } from './fleet.svelte.ts'
import { namesApart } from './project-names.ts'
import type { Prefs } from './prefs.svelte.ts'

/** What places a session: the folder that it began in, and when (ms). */
type Placed = { project: string | null; createdAt: number }

/** The projects and their groups as the feed tells them, and the group that the person looks at. */
export class ProjectsState {
  #prefs: Prefs
  all = $state.raw<Project[]>([])
  groups = $state.raw<Group[]>([])

  constructor(prefs: Prefs) {
    this.#prefs = prefs
  }

  /** The group that is looked at; null: all of them, also where that group is gone. */
  looked: Group | null = $derived.by(
    () => this.groups.find(({ id }) => id === this.#prefs.all.group) ?? null,
  )

  look(group: string | null): void {
    this.#prefs.set({ group })
  }

  of(session: Placed): Project | undefined {
    return projectOfSession(this.all, session)
  }

  at(path: string): Project | undefined {
    return this.all.find((project) => project.path === path)
  }

  /** What a session's project is called; two of one name are told apart. */
  name(session: Placed): string {
    if (session.project === null) return 'no project'
    const project = this.of(session)
    return project ? this.called(project) : baseName(session.project)
  }

  called({ id, name }: Project): string {
    return this.#names.get(id) ?? name
  }

  #names: Map<string, string> = $derived(namesApart(this.all))

  /** What sessions of one project have in common. */
  keyOf(session: Placed): string {
    return this.of(session)?.id ?? session.project ?? ''
  }

  /** What sessions of a folder begin with; the nearest project upward, as in the server. */
  around(folder: string): Project | undefined {
    return this.all
      .filter(({ path }) => folder === path || folder.startsWith(path.replace(/[\\/]?$/, '/')))
      .sort((a, b) => b.path.length - a.path.length)[0]
  }

  shows({ session, group }: Row): boolean {
    return shownIn(this.looked?.id ?? null, this.of(session), group)
  }
}

export type { Group, Project, ProjectDefaults }
