import path from 'node:path'
import type { SetProject } from '../../contract/request.ts'
import { unknownAgent } from '../chosen-agent.ts'
import { findGroup, findProject } from '../find-project.ts'
import { folderProblem } from '../folder.ts'
import type { HandlersOf } from '../handlers.ts'
import { groupJson, projectJson } from '../json.ts'
import { foundAgain } from '../projects.ts'
import { isRefusal, refuse, type Refusal } from '../refusal.ts'
import type { ServerWorld } from '../world.ts'
import type { Project } from '../../core/project.ts'

type Names =
  | 'listProjects'
  | 'addProject'
  | 'setProject'
  | 'removeProject'
  | 'listGroups'
  | 'addGroup'
  | 'setGroup'
  | 'removeGroup'

/** The folders that sessions run in, what sessions begin with there, and how they are looked at together. */
export function projectRoutes(world: ServerWorld): HandlersOf<Names> {
  const { projects: book, now, newId } = world

  return {
    listProjects: () => ({ projects: book.projects().map(projectJson) }),

    async addProject({ body: { path: given, ...settings } }) {
      const problem = await folderProblem(given)
      if (problem) return refuse('bad-folder', problem)
      const folder = path.resolve(given)
      const changes = await changesOf(settings)
      if (isRefusal(changes)) return changes
      const met = await book.meet(folder)
      const { project, isNew, from } = met
      if (!isNew && from === null)
        return refuse('already-there', `${folder} is already the project "${project.name}".`)
      const kept = book.keep({ ...met, project: { ...project, ...changes } })
      return {
        project: projectJson(kept),
        ...noteOf(from === null ? null : foundAgain(kept, from), kept),
      }
    },

    async setProject({ params, body }) {
      const changes = await changesOf(body)
      if (isRefusal(changes)) return changes
      const project = findProject(book, params.project)
      if (isRefusal(project)) return project
      const changed = { ...project, ...changes }
      book.put(changed)
      return { project: projectJson(changed), ...noteOf(null, changes) }
    },

    removeProject({ params }) {
      const project = findProject(book, params.project)
      if (isRefusal(project)) return project
      book.remove(project.id)
      return { project: projectJson(project) }
    },

    listGroups: () => ({ groups: book.groups().map(groupJson) }),

    addGroup({ body: { name } }) {
      const taken = nameTaken(name, null)
      if (taken) return taken
      const group = { id: newId(), name, addedAt: now() }
      book.putGroup(group)
      return { group: groupJson(group) }
    },

    setGroup({ params, body: { name } }) {
      const group = findGroup(book, params.group)
      if (isRefusal(group)) return group
      const taken = nameTaken(name, group.id)
      if (taken) return taken
      const changed = { ...group, name }
      book.putGroup(changed)
      return { group: groupJson(changed) }
    },

    removeGroup({ params }) {
      const group = findGroup(book, params.group)
      if (isRefusal(group)) return group
      book.removeGroup(group.id)
      return { group: groupJson(group) }
    },
  }

  async function changesOf({ group, ...rest }: SetProject): Promise<Partial<Project> | Refusal> {
    if (typeof rest.agent === 'string') {
      const unknown = unknownAgent(await world.agents(), rest.agent)
      if (unknown) return unknown
    }
    const found = typeof group === 'string' ? findGroup(book, group) : null
    if (found !== null && isRefusal(found)) return found
    return {
      ...given(rest),
      ...(group !== undefined && { group: found?.id ?? null }),
      ...(rest.env && { env: [...new Set(rest.env)] }),
    }
  }

  function nameTaken(name: string, own: string | null): Refusal | null {
    const other = book.groups().find((group) => group.name === name && group.id !== own)
    return other ? refuse('already-there', `There is a group "${name}" already.`) : null
  }

  /** What the person should know beside what was done, in one line. */
  function noteOf(line: string | null, { env = [] }: Partial<Project>): { note?: string } {
    const unset = env.filter((name) => !world.isSet(name))
    const lines = [
      ...(line === null ? [] : [line]),
      ...(unset.length === 0
        ? []
        : [
            `Not set where the server was started, so agents get nothing for it: ${unset.join(', ')}.`,
          ]),
    ]
    return lines.length === 0 ? {} : { note: lines.join(' ') }
  }
}

/** Without what was not given: it must not stand over what is there. */
function given<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> }
}
