import { expect, test } from 'vitest'
import { projectOf } from './project.ts'

const repositories =
  (...folders: string[]) =>
  (folder: string) =>
    folders.includes(folder)

const nothing = () => false

test('the nearest repository upward is the project', () => {
  const git = repositories('/home/ada/app', '/home/ada/app/vendored')
  expect(projectOf('/home/ada/app/src/deep', '/home/ada', nothing, git)).toBe('/home/ada/app')
  expect(projectOf('/home/ada/app', '/home/ada', nothing, git)).toBe('/home/ada/app')
  expect(projectOf('/home/ada/app/vendored/x', '/home/ada', nothing, git)).toBe(
    '/home/ada/app/vendored',
  )
})

test('without one it is the folder itself, never the home or the root', () => {
  const git = repositories('/home/ada', '/')
  expect(projectOf('/home/ada/notes', '/home/ada', nothing, git)).toBe('/home/ada/notes')
  expect(projectOf('/srv/x', '/home/ada', nothing, git)).toBe('/srv/x')
  expect(projectOf('/home/ada', '/home/ada', nothing, git)).toBe('/home/ada')
})

test('a folder in one that is known as a project belongs to it, the nearest first', () => {
  const git = repositories('/srv/mono')
  const known = repositories('/srv/mono/packages/a', '/home/ada/notes', '/home/ada', '/')
  expect(projectOf('/srv/mono/packages/a/src', '/home/ada', known, git)).toBe(
    '/srv/mono/packages/a',
  )
  expect(projectOf('/srv/mono/packages/b', '/home/ada', known, git)).toBe('/srv/mono')
  expect(projectOf('/home/ada/notes/2026', '/home/ada', known, git)).toBe('/home/ada/notes')
  expect(projectOf('/home/ada/else', '/home/ada', known, git)).toBe('/home/ada/else')
})
