import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { foldersAt } from './folders.ts'
import { served, type Served } from './served.ts'

let folder = ''
let world: Served
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'signalbox-begin-'))
  for (const name of ['shop/.git', 'Shed', 'board', '.hidden'])
    mkdirSync(join(folder, name), { recursive: true })
  writeFileSync(join(folder, 'shoes.txt'), 'no folder')
  world = await served()
})
afterEach(async () => {
  await world[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

const at = async (path: string) => {
  const { status, json } = await world.call('GET', `/api/folders?path=${encodeURIComponent(path)}`)
  return { status, ...(json as { folders: unknown[] }) }
}

test('a path is completed to folders, whatever the case, with a word on repositories', async () => {
  expect(await at(join(folder, 'sh'))).toEqual({
    status: 200,
    folders: [
      { path: join(folder, 'Shed'), git: false },
      { path: join(folder, 'shop'), git: true },
    ],
  })
})

test('hidden folders are offered only where a dot was typed', async () => {
  const names = (await foldersAt(`${folder}/`)).map(({ path }) => path.slice(folder.length + 1))
  expect(names).toEqual(['board', 'Shed', 'shop'])
  expect(await foldersAt(`${folder}/.h`)).toEqual([{ path: join(folder, '.hidden'), git: false }])
})

test('a tilde is the home folder; what is not there, or is relative, has none', async () => {
  expect(await foldersAt('~/bo', folder)).toEqual([{ path: join(folder, 'board'), git: false }])
  expect(await foldersAt(`${folder}/gone/`)).toEqual([])
  expect(await foldersAt('shop')).toEqual([])
})

test('no more than thirty folders are offered', async () => {
  for (let n = 0; n < 40; n++) mkdirSync(join(folder, `many${n}`))
  expect(await foldersAt(`${folder}/many`)).toHaveLength(30)
})

test('the demo fleet is begun with its titles, each session in its scratch project', async () => {
  const asked: string[] = []
  world.data = folder
  world.demo = (scratch) => {
    asked.push(scratch)
    mkdirSync(join(scratch, 'shop'), { recursive: true })
    const one = {
      title: 'Retry payments',
      project: 'shop',
      prompt: 'go',
      permission: 'ask',
    } as const
    return { agent: 'demo', sessions: [one, { ...one, title: 'Audit routes' }] }
  }
  const { status, json } = await world.call('POST', '/api/demo', {})
  expect(status).toBeLessThan(300)
  const cwd = join(asked[0] ?? '', 'shop')
  expect(asked[0]?.startsWith(join(folder, 'demo'))).toBe(true)
  expect(json).toMatchObject({
    sessions: [
      { title: 'Retry payments', agent: 'demo', cwd },
      { title: 'Audit routes', agent: 'demo', cwd },
    ],
  })
})

test('a server that carries no demo says so', async () => {
  const { status, json } = await world.call('POST', '/api/demo', {})
  expect(status).toBe(404)
  expect(json).toMatchObject({ error: { message: 'This server carries no demo.' } })
})
