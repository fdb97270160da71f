import { expect, test } from 'vitest'
import type { Project } from '../../core/project.ts'
import { namesApart } from './project-names.ts'

const project = (path: string, name = path.split('/').at(-1) ?? ''): Project => ({
  id: path,
  path,
  name,
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
})
const names = (...all: Project[]) => [...namesApart(all).values()]

test('a name that no other has stays as it is', () => {
  expect(names(project('/code/shop'), project('/code/blog'))).toEqual(['shop', 'blog'])
})

test('two projects of one name are told apart by the folder that they lie in', () => {
  expect(names(project('/code/shop'), project('/old/shop'))).toEqual(['shop · code', 'shop · old'])
})

test('as much of the way is told as it takes', () => {
  expect(names(project('/a/x/shop'), project('/b/x/shop'), project('/c/shop'))).toEqual([
    'shop · a/x',
    'shop · b/x',
    'shop · c',
  ])
})

test('a name that a person gave counts as well', () => {
  expect(names(project('/a/one', 'shop'), project('/b/shop'))).toEqual(['shop · a', 'shop · b'])
})
