import { mkdtempSync, rmSync, statSync, writeFileSync, chmodSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { dataFolder, FolderUnusable, makeFolder, type Machine } from './folder.ts'

let scratch = ''
beforeEach(() => {
  scratch = mkdtempSync(path.join(tmpdir(), 'folder-'))
})
afterEach(() => rmSync(scratch, { recursive: true, force: true }))

const linux: Machine = { platform: 'linux', home: '/home/ada', env: {}, cwd: '/somewhere' }

test('the flag wins over the variable, and both over the platform', () => {
  const env = { SIGNALBOX_DATA: '/var/box', XDG_DATA_HOME: '/xdg' }
  expect(dataFolder('near', { ...linux, env })).toBe('/somewhere/near')
  expect(dataFolder(undefined, { ...linux, env })).toBe('/var/box')
})

test('each platform has its own place', () => {
  expect(dataFolder(undefined, linux)).toBe('/home/ada/.local/share/signalbox')
  expect(dataFolder(undefined, { ...linux, env: { XDG_DATA_HOME: '/xdg' } })).toBe('/xdg/signalbox')
  expect(dataFolder(undefined, { ...linux, env: { XDG_DATA_HOME: 'xdg' } })).toBe(
    '/home/ada/.local/share/signalbox',
  )
  expect(dataFolder(undefined, { ...linux, platform: 'darwin' })).toBe(
    '/home/ada/Library/Application Support/Signalbox',
  )
  const env = { LOCALAPPDATA: 'C:\\Users\\ada\\AppData\\Local' }
  expect(
    dataFolder(undefined, { platform: 'win32', home: 'C:\\Users\\ada', env, cwd: 'C:\\' }),
  ).toBe('C:\\Users\\ada\\AppData\\Local\\Signalbox')
})

test('the folder is made for this user alone, and an open one is closed', () => {
  const data = path.join(scratch, 'a', 'data')
  makeFolder(data)
  expect(statSync(data).mode & 0o777).toBe(0o700)
  expect(statSync(path.join(data, 'logs')).mode & 0o777).toBe(0o700)
  chmodSync(data, 0o755)
  makeFolder(data)
  expect(statSync(data).mode & 0o777).toBe(0o700)
})

test('a file in its place is told in one line', () => {
  const data = path.join(scratch, 'file')
  writeFileSync(data, '')
  expect(() => makeFolder(data)).toThrow(FolderUnusable)
  expect(() => makeFolder(data)).toThrow(/cannot be made or used .*choose another with --data\.$/)
})
