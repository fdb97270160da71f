import { describe, expect, test } from 'vitest'
import { projectOfSession, type Project } from '../../core/project.ts'
import type { Row } from '../state/fleet.svelte.ts'
import { byProject, byUrgency, sidebarParts } from './projects.ts'

const project = (id: string, path: string, more: Partial<Project> = {}): Project => ({
  id,
  path,
  name: id,
  agent: null,
  model: null,
  permission: null,
  onCrash: null,
  env: [],
  remote: null,
  rootCommit: null,
  group: null,
  addedAt: 0,
  formerly: [],
  ...more,
})
const line = (title: string, path: string | null, createdAt = 10) => ({
  session: { title, project: path, createdAt },
})
const work = { id: 'g1', name: 'Work', addedAt: 0 }
const shop = project('shop', '/code/shop', { group: 'g1' })
const blog = project('blog', '/code/blog')
const idle = project('idle', '/code/idle', { group: 'g1' })
const titles = (parts: { title: string; nodes: { key: string }[] }[]) =>
  parts.map(({ title, nodes }) => [title, ...nodes.map(({ key }) => key)])
const nodesOf = (projects: Project[], ...rows: ReturnType<typeof line>[]) =>
  byProject(rows, (session) => projectOfSession(projects, session))

describe('sessions by their project', () => {
  test('those outside any project come last', () => {
    const nodes = nodesOf([shop], line('a', null), line('b', '/code/shop'))
    expect(nodes.map(({ key }) => key)).toEqual(['shop', ''])
  })

  test('a session that began before the folder moved stays with its project', () => {
    const moved = project('shop', '/new/shop', { formerly: [{ path: '/code/shop', until: 50 }] })
    const [node, ...others] = nodesOf([moved], line('old', '/code/shop'), line('new', '/new/shop'))
    expect(node?.rows).toHaveLength(2)
    expect(node?.path).toBe('/new/shop')
    expect(others).toEqual([])
  })

  test('the folder of a project that was removed is still told apart', () => {
    expect(nodesOf([], line('a', '/code/x'), line('b', '/code/y'))).toHaveLength(2)
  })
})

describe('the parts of the sidebar', () => {
  const nodes = nodesOf([shop, blog, idle], line('a', '/code/blog'), line('b', '/code/shop'))

  test('without groups there is one list', () => {
    expect(titles(sidebarParts(nodes, [blog], [], null))).toEqual([['Projects', 'blog', 'shop']])
  })

  test('each group has its heading, and a project without sessions comes last in it', () => {
    expect(titles(sidebarParts(nodes, [shop, blog, idle], [work], null))).toEqual([
      ['Work', 'shop', 'idle'],
      ['Other projects', 'blog'],
    ])
  })

  test('looking at one group, what is busy elsewhere stays in sight', () => {
    expect(titles(sidebarParts(nodes, [shop, blog, idle], [work], work))).toEqual([
      ['Work', 'shop', 'idle'],
      ['Busy elsewhere', 'blog'],
    ])
  })

  test('a session of no project is listed while all are looked at', () => {
    const outside = nodesOf([shop], line('a', null))
    expect(titles(sidebarParts(outside, [shop], [work], null))).toEqual([
      ['Work', 'shop'],
      ['Other projects', ''],
    ])
  })
})

test('within a project asks come first, then failures, the newest first, then what works', () => {
  const asked = [{ ask: { id: 'a1', kind: 'approval' as const, title: '' }, since: 1 }]
  const row = (name: string, group: Row['group'], since: number, asks: typeof asked = []) => ({
    name,
    group,
    below: [],
    session: { asks, since },
  })
  const rows = [
    row('at rest', 'Quiet', 9),
    row('crashed long ago', 'Needs you', 1),
    row('works', 'Working', 8),
    row('done', 'To review', 7),
    row('crashed just now', 'Needs you', 5),
    row('asks', 'Needs you', 2, asked),
    row('asks too', 'Needs you', 3, asked),
  ]
  expect(byUrgency(rows).map(({ name }) => name)).toEqual([
    'asks',
    'asks too',
    'crashed just now',
    'crashed long ago',
    'works',
    'done',
    'at rest',
  ])
})
