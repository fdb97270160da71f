import path from 'node:path'
import { nearest } from '../contract/nearest.ts'
import type { Group, Project } from '../core/project.ts'
import type { ProjectBook } from './projects.ts'
import { refuse, type Refusal } from './refusal.ts'

type Known = Pick<ProjectBook, 'projects' | 'groups'>

/** The project that an id, the beginning of one, a name or a path means. */
export function findProject(book: Known, word: string): Project | Refusal {
  const all = book.projects()
  const exact = all.find(({ id }) => id === word)
  if (exact) return exact
  if (path.isAbsolute(word)) {
    const folder = path.resolve(word)
    return (
      all.find((project) => project.path === folder) ??
      refuse(
        'unknown-project',
        `No project is at ${folder}; add it with: signalbox project add ${folder}`,
      )
    )
  }
  const fits = fitting(all, word)
  const [only, ...others] = fits
  if (only === undefined)
    return refuse('unknown-project', `No project ${quoted(word)}${hint(word, all)}`)
  if (others.length === 0) return only
  const matches = fits.map(({ id }) => id)
  const list = fits.map(({ id, path: folder }) => `${id} (${folder})`).join(', ')
  return refuse('ambiguous', `${quoted(word)} fits several projects: ${list}.`, matches)
}

/** The group that an id, the beginning of one, or a name means. */
export function findGroup(book: Known, word: string): Group | Refusal {
  const all = book.groups()
  const fits = fitting(all, word)
  const [only, ...others] = fits
  if (only === undefined)
    return refuse('unknown-group', `No group ${quoted(word)}${hint(word, all)}`)
  if (others.length === 0) return only
  const matches = fits.map(({ id }) => id)
  return refuse('ambiguous', `${quoted(word)} fits several groups: ${matches.join(', ')}.`, matches)
}

function fitting<T extends { id: string; name: string }>(all: T[], word: string): T[] {
  const exact = all.filter(({ id, name }) => id === word || name === word)
  if (exact.length > 0 || word === '') return exact
  return all.filter(({ id }) => id.startsWith(word))
}

function hint(word: string, all: { name: string }[]): string {
  const names = all.map(({ name }) => name)
  if (names.length === 0) return '; there is none yet.'
  const near = nearest(word, names)
  return near === null
    ? `; there are: ${names.slice(0, 10).join(', ')}.`
    : `; did you mean "${near}"?`
}

function quoted(word: string): string {
  return `"${word.slice(0, 80)}"`
}
