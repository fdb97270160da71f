import { expect } from 'vitest'
import type { Project } from '../../../src/core/project.ts'
import type { Check, Open } from './opened.ts'

export function projectAt(path: string, more: Partial<Project> = {}): Project {
  return {
    id: `id of ${path}`,
    path,
    name: path,
    remote: null,
    rootCommit: null,
    group: null,
    agent: null,
    model: null,
    permission: null,
    onCrash: null,
    env: [],
    addedAt: 1,
    formerly: [],
    ...more,
  }
}

export function projectChecks(check: Check, open: Open): void {
  const shop = projectAt('/w/shop', { addedAt: 2, env: ['KEY'], group: 'g' })
  const api = projectAt('/w/api', { addedAt: 3, onCrash: 'ask' })

  check('projects come in the order of their adding, as they were last put, until removed', () => {
    const { store } = open()
    for (const project of [api, shop]) store.putProject(project)
    expect(store.projects()).toEqual([shop, api])
    const moved = { ...shop, path: '/x/shop', formerly: [{ path: '/w/shop', until: 9 }] }
    store.putProject(moved)
    expect(store.projects()).toEqual([moved, api])
    store.removeProject(api.id)
    store.removeProject('nobody')
    expect(store.projects()).toEqual([moved])
  })

  check('no two projects are at one path', () => {
    const { store } = open()
    store.putProject(shop)
    const second = { ...api, path: shop.path }
    expect(() => store.putProject(second)).toThrow(expect.objectContaining({ reason: 'conflict' }))
    expect(store.projects()).toEqual([shop])
  })

  check('a group that is removed takes none of its projects with it', () => {
    const { store } = open()
    const group = { id: 'g', name: 'work', addedAt: 5 }
    const other = { id: 'h', name: 'home', addedAt: 4 }
    for (const one of [group, other]) store.putGroup(one)
    store.putProject(shop)
    store.putProject({ ...api, group: 'h' })
    store.putGroup({ ...group, name: 'Work' })
    expect(store.groups()).toEqual([other, { ...group, name: 'Work' }])
    store.removeGroup('g')
    expect(store.groups()).toEqual([other])
    expect(store.projects()).toEqual([
      { ...shop, group: null },
      { ...api, group: 'h' },
    ])
  })
}
