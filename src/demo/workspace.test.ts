import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { workspaceAt } from './workspace.ts'

let folder = ''
let cwd = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'workspace-'))
  cwd = join(folder, 'work')
  mkdirSync(cwd)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a file inside is written, its folders with it', () => {
  expect(workspaceAt(cwd).write('a/b/c.txt', 'text')).toBeNull()
  expect(readFileSync(join(cwd, 'a/b/c.txt'), 'utf8')).toBe('text')
})

test.each(['../out.txt', '/tmp/out-of-workspace.txt', 'a/../../out.txt', '../work-too/out.txt'])(
  '%s is refused',
  (name) => {
    expect(workspaceAt(cwd).write(name, 'text')?.refused).toContain('outside the workspace')
    expect(existsSync(join(cwd, name))).toBe(false)
  },
)

test('a link that leads out is refused, to a file, a folder or nowhere', () => {
  writeFileSync(join(folder, 'secret'), 'before')
  symlinkSync(join(folder, 'secret'), join(cwd, 'file'))
  symlinkSync(folder, join(cwd, 'folder'))
  symlinkSync(join(folder, 'not-there'), join(cwd, 'nowhere'))
  const workspace = workspaceAt(cwd)
  for (const name of ['file', 'folder/new', 'nowhere'])
    expect(workspace.write(name, 'after')?.refused).toBeTypeOf('string')
  expect(readFileSync(join(folder, 'secret'), 'utf8')).toBe('before')
  expect(existsSync(join(folder, 'new'))).toBe(false)
  expect(existsSync(join(folder, 'not-there'))).toBe(false)
  expect(workspace.read('file')).toBeNull()
})

test('a look finds the name, the sources and the language', () => {
  const workspace = workspaceAt(cwd)
  workspace.write('package.json', '{ "name": "till" }')
  workspace.write('src/main.ts', '')
  workspace.write('node_modules/x/index.js', '')
  expect(workspace.look()).toMatchObject({ name: 'till', files: ['src/main.ts'], extension: 'ts' })
})
