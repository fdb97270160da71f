import { describe, expect, test } from 'vitest'
import { movedTo, projectOfSession, sameRepository, shownIn, type Project } from './project.ts'

const project = (id: string, path: string, more: Partial<Project> = {}): Project => ({
  id,
  path,
  name: id,
  remote: null,
  rootCommit: null,
  group: null,
  agent: null,
  model: null,
  permission: null,
  onCrash: null,
  env: [],
  addedAt: 0,
  formerly: [],
  ...more,
})
const session = (path: string | null, createdAt: number) => ({ project: path, createdAt })

describe('a session belongs to the project', () => {
  test('whose folder it began in, or to none', () => {
    const all = [project('shop', '/w/shop'), project('api', '/w/api')]
    expect(projectOfSession(all, session('/w/api', 5))?.id).toBe('api')
    expect(projectOfSession(all, session('/w/else', 5))).toBeUndefined()
    expect(projectOfSession(all, session(null, 5))).toBeUndefined()
  })

  test('that was there at the time, wherever that one is now and whatever came after it', () => {
    const shop = movedTo(movedTo(project('shop', '/w/a'), '/w/b', 10), '/w/c', 20)
    const later = movedTo(project('later', '/w/a', { addedAt: 12 }), '/w/d', 30)
    const newest = project('newest', '/w/a', { addedAt: 31 })
    const all = [newest, later, shop]
    const at = (path: string, time: number) => projectOfSession(all, session(path, time))?.id
    expect([at('/w/a', 9), at('/w/a', 12), at('/w/a', 30)]).toEqual(['shop', 'later', 'newest'])
    expect([at('/w/b', 19), at('/w/b', 20), at('/w/c', 99)]).toEqual(['shop', undefined, 'shop'])
  })

  test('only the newest of many former places are kept', () => {
    let moved = project('shop', '/w/0')
    for (let n = 1; n <= 50; n++) moved = movedTo(moved, `/w/${n}`, n)
    expect(moved.path).toBe('/w/50')
    expect(moved.formerly).toHaveLength(20)
    expect(moved.formerly.at(-1)).toEqual({ path: '/w/49', until: 50 })
  })
})

test('a repository is known by its root commit and its remote together', () => {
  const one = { remote: 'git@host:shop', rootCommit: 'abc' }
  expect(sameRepository(one, { ...one })).toBe(true)
  expect(sameRepository(one, { ...one, remote: null })).toBe(false)
  expect(sameRepository(one, { ...one, rootCommit: 'def' })).toBe(false)
  // Two folders without a repository have nothing in common.
  expect(sameRepository(project('a', '/a'), project('b', '/b'))).toBe(false)
})

test('a group narrows what is at rest, and hides nothing that runs or needs the person', () => {
  const inside = project('a', '/a', { group: 'work' })
  const outside = project('b', '/b', { group: 'home' })
  for (const heap of ['Needs you', 'Working'] as const)
    for (const one of [inside, outside, undefined]) expect(shownIn('work', one, heap)).toBe(true)
  for (const heap of ['To review', 'Quiet'] as const) {
    expect(shownIn('work', inside, heap)).toBe(true)
    expect(shownIn('work', outside, heap)).toBe(false)
    expect(shownIn('work', undefined, heap)).toBe(false)
    expect(shownIn(null, undefined, heap)).toBe(true)
  }
})
