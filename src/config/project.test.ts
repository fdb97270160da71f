import { expect, test } from 'vitest'
import { projectOf } from './project.ts'

const repositories =
  (...folders: string[]) =>
  (folder: string) =>
    folders.includes(folder)

test('the nearest repository upward is the project', () => {
  const git = repositories('/home/ada/app', '/home/ada/app/vendored')
  expect(projectOf('/home/ada/app/src/deep', '/home/ada', git)).toBe('/home/ada/app')
  expect(projectOf('/home/ada/app', '/home/ada', git)).toBe('/home/ada/app')
  expect(projectOf('/home/ada/app/vendored/x', '/home/ada', git)).toBe('/home/ada/app/vendored')
})

test('without one it is the folder itself, never the home or the root', () => {
  const git = repositories('/home/ada', '/')
  expect(projectOf('/home/ada/notes', '/home/ada', git)).toBe('/home/ada/notes')
  expect(projectOf('/srv/x', '/home/ada', git)).toBe('/srv/x')
  expect(projectOf('/home/ada', '/home/ada', git)).toBe('/home/ada')
})
