import path from 'node:path'
import { movedTo, sameRepository, type Group, type Project } from '../core/project.ts'
import type { EventStore } from '../store/store.ts'

/** A project that a path means; `isNew` and a move are not kept until `keep`. */
export type Met = {
  project: Project
  isNew: boolean
  /** Where it was until now, if it was found again here. */
  from: string | null
}

/** The projects and groups, as they are kept, and whoever wants to hear of changes. */
export type ProjectBook = {
  projects(): Project[]
  groups(): Group[]
  /** The project's folder for a folder to work in: the nearest project or repository around it, else itself. */
  around(cwd: string): string
  /** The project at a path: a known one, a known one that moved there, or a new one. Keeps nothing. */
  meet(folder: string): Promise<Met>
  /** Keeps what was met, and gives it as it is kept. Throws `SaveFailed`. */
  keep(met: Met): Project
  put(project: Project): void
  remove(id: string): void
  putGroup(group: Group): void
  removeGroup(id: string): void
  listen(listener: () => void): () => void
}

export type BookParts = {
  store: Pick<
    EventStore,
    'projects' | 'putProject' | 'removeProject' | 'groups' | 'putGroup' | 'removeGroup'
  >
  now: () => number
  newId: () => string
  /** The nearest folder around one that `known` accepts or that is a repository; else the folder itself. */
  around: (cwd: string, known: (folder: string) => boolean) => string
  /** What the repository at a folder is known by; never rejects. */
  identify: (folder: string) => Promise<Pick<Project, 'remote' | 'rootCommit'>>
  log: (level: 'info' | 'warn', message: string) => void
}

export function projectBook(parts: BookParts): ProjectBook {
  const { store, now, newId, identify, log } = parts
  const listeners = new Set<() => void>()
  /** Whose repository was looked at since this start: a remote changes seldom. */
  const looked = new Set<string>()

  const at = (folder: string) => store.projects().find((project) => project.path === folder)

  function changed<T>(done: T): T {
    for (const listener of listeners) listener()
    return done
  }

  async function meet(folder: string): Promise<Met> {
    const known = at(folder)
    if (known) return { project: known, isNew: false, from: null }
    const repository = await identify(folder)
    const moved = await movedFrom(repository)
    // Somebody else may have met it meanwhile.
    const meanwhile = at(folder)
    if (meanwhile) return { project: meanwhile, isNew: false, from: null }
    if (moved) return { project: movedTo(moved, folder, now()), isNew: false, from: moved.path }
    return { project: newProject(folder, repository), isNew: true, from: null }
  }

  /** The project whose repository this is and whose own place holds it no more: else it is a second clone. */
  async function movedFrom(repository: Pick<Project, 'remote' | 'rootCommit'>) {
    for (const project of store.projects())
      if (
        sameRepository(project, repository) &&
        !sameRepository(project, await identify(project.path))
      )
        return project
    return undefined
  }

  function newProject(folder: string, repository: Pick<Project, 'remote' | 'rootCommit'>): Project {
    return {
      id: newId(),
      path: folder,
      name: path.basename(folder) || folder,
      ...repository,
      group: null,
      agent: null,
      model: null,
      permission: null,
      onCrash: null,
      env: [],
      addedAt: now(),
      formerly: [],
    }
  }

  /** What a project is known by may have come or changed since it was added. Nothing waits for it. */
  async function look(id: string, folder: string) {
    if (looked.has(id)) return
    looked.add(id)
    const { remote, rootCommit } = await identify(folder)
    const project = store.projects().find((one) => one.id === id)
    if (rootCommit === null || project?.path !== folder) return
    if (project.remote === remote && project.rootCommit === rootCommit) return
    changed(store.putProject({ ...project, remote, rootCommit }))
  }

  return {
    projects: () => store.projects(),
    groups: () => store.groups(),
    around: (cwd) => {
      const paths = new Set(store.projects().map((project) => project.path))
      return parts.around(cwd, (folder) => paths.has(folder))
    },
    meet,
    keep({ project, isNew, from }) {
      const known = at(project.path)
      if (known) {
        look(known.id, known.path).catch((error: unknown) => {
          log('warn', `What ${known.path} is known by could not be noted: ${String(error)}`)
        })
        return known
      }
      store.putProject(project)
      if (from !== null) log('info', foundAgain(project, from))
      if (isNew || from !== null) looked.add(project.id)
      return changed(project)
    },
    put: (project) => changed(store.putProject(project)),
    remove: (id) => changed(store.removeProject(id)),
    putGroup: (group) => changed(store.putGroup(group)),
    removeGroup: (id) => changed(store.removeGroup(id)),
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

export function foundAgain(project: Project, from: string): string {
  return `Project "${project.name}" was found again at ${project.path}; before it was at ${from}.`
}
