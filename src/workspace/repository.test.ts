import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { repositoryAt, withoutPassword } from './repository.ts'

let home = ''
beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'signalbox-repository-'))))
afterEach(() => rmSync(home, { recursive: true }))

const nothing = { remote: null, rootCommit: null }

function git(folder: string, ...args: string[]): string {
  const who = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org']
  return execFileSync('git', ['-C', folder, ...who, ...args], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: home },
  }).trim()
}

function repository(name: string): { folder: string; root: string } {
  const folder = join(home, name)
  mkdirSync(folder)
  git(folder, 'init', '-q')
  for (const text of ['one', 'two']) {
    writeFileSync(join(folder, 'file'), text)
    git(folder, 'add', 'file')
    git(folder, 'commit', '-qm', text)
  }
  return { folder, root: git(folder, 'rev-list', '--max-parents=0', 'HEAD') }
}

test('a repository is known by its oldest commit and what it was cloned from, wherever it lies', async () => {
  const { folder, root } = repository('shop')
  expect(root).toMatch(/^[0-9a-f]{40}$/)
  expect(await repositoryAt(folder)).toEqual({ remote: null, rootCommit: root })
  git(folder, 'remote', 'add', 'origin', 'https://ada:secret@host.example/shop.git')
  const known = { remote: 'https://host.example/shop.git', rootCommit: root }
  expect(await repositoryAt(folder)).toEqual(known)
  renameSync(folder, join(home, 'moved'))
  expect(await repositoryAt(join(home, 'moved'))).toEqual(known)
  expect(await repositoryAt(folder)).toEqual(nothing)
})

test('a folder in a repository, one without commits and one without any are known by nothing', async () => {
  const { folder } = repository('shop')
  mkdirSync(join(folder, 'inner'))
  expect(await repositoryAt(join(folder, 'inner'))).toEqual(nothing)
  mkdirSync(join(home, 'fresh'))
  git(join(home, 'fresh'), 'init', '-q')
  expect(await repositoryAt(join(home, 'fresh'))).toEqual(nothing)
  expect(await repositoryAt(home)).toEqual(nothing)
  writeFileSync(join(home, 'file'), '')
  expect(await repositoryAt(join(home, 'file'))).toEqual(nothing)
})

test.each([
  ['https://token@host/a.git', 'https://host/a.git'],
  ['https://ada:pass@host:8443/a.git', 'https://host:8443/a.git'],
  ['ssh://git@host/a.git', 'ssh://git@host/a.git'],
  ['ssh://git:pass@host/a.git', 'ssh://host/a.git'],
  ['git@host:a.git', 'git@host:a.git'],
  ['/srv/git/a@b.git', '/srv/git/a@b.git'],
  ['https://host/a@b.git', 'https://host/a@b.git'],
])('%s is kept as %s', (given, kept) => {
  expect(withoutPassword(given)).toBe(kept)
})
