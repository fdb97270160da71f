import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { served, type Served } from './served.ts'

let world: Served
let home = ''
beforeEach(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'attachments-'))
  world = await served({ data: home })
  world.begin('s1', { cwd: home })
})
afterEach(async () => {
  await world[Symbol.asyncDispose]()
  rmSync(home, { recursive: true })
})

const png = Buffer.from('\u0089PNG\r\n\u001a\n and more', 'latin1')
const keep = (bytes: Buffer) =>
  world.call('POST', '/api/sessions/s1/pictures', { data: bytes.toString('base64') })
const shownAt = (url: string) =>
  fetch(`${world.server.url}${url}`, { headers: { authorization: `Bearer ${world.token}` } })
const queued = () => world.dispatcher.load('s1')?.queue.at(-1)

test('a pasted picture is kept for nobody else, goes with the prompt as one, and is shown again', async () => {
  const { status, json } = await keep(png)
  const file = (json as { path: string }).path
  expect(status).toBe(201)
  expect(readFileSync(file)).toEqual(png)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  await world.call('POST', '/api/sessions/s1/prompts', { text: 'look', attachments: [file] })
  expect(queued()?.attachments).toEqual([{ path: file, image: 'image/png' }])
  const shown = await shownAt(`/api/sessions/s1/pictures/${path.basename(file)}`)
  expect(shown.headers.get('content-type')).toBe('image/png')
  expect(shown.headers.get('x-content-type-options')).toBe('nosniff')
  expect(Buffer.from(await shown.arrayBuffer())).toEqual(png)
})

test('what is no picture is not kept, whatever it is called', async () => {
  expect(await keep(Buffer.from('<svg onload="alert(1)"/>'))).toMatchObject({
    status: 400,
    json: { error: { message: 'This is no picture: give a PNG, JPEG, GIF or WebP.' } },
  })
  writeFileSync(path.join(home, 'x.png'), 'plain text')
  await world.call('POST', '/api/sessions/s1/prompts', { text: 'look', attachments: ['x.png'] })
  expect(queued()?.attachments).toEqual([{ path: path.join(home, 'x.png') }])
})

test.each(['..%2Ftoken', 'nothing.png', '.png', 'a.svg'])(
  'no file but a kept picture is given out: %s',
  async (name) => {
    writeFileSync(path.join(home, 'token'), 'secret')
    expect((await shownAt(`/api/sessions/s1/pictures/${name}`)).status).toBe(404)
  },
)

test('a file that is not there is told before anything is queued', async () => {
  const body = { text: 'look', attachments: ['gone.ts'] }
  expect(await world.call('POST', '/api/sessions/s1/prompts', body)).toMatchObject({
    status: 400,
    json: { error: { message: `${path.join(home, 'gone.ts')} is not there; attach a file.` } },
  })
  expect(queued()).toBeUndefined()
})

test('files are offered as a path goes on, in the folder of the session', async () => {
  writeFileSync(path.join(home, 'notes.md'), '')
  writeFileSync(path.join(home, '.notes'), '')
  const offered = (await world.call('GET', '/api/sessions/s1/files?path=no')).json
  expect(offered).toEqual({ files: [{ path: 'notes.md', folder: false }] })
  const hidden = (await world.call('GET', '/api/sessions/s1/files?path=.no')).json
  expect(hidden).toEqual({ files: [{ path: '.notes', folder: false }] })
})

test('the pictures of a session go with it', async () => {
  const file = ((await keep(png)).json as { path: string }).path
  await world.call('DELETE', '/api/sessions/s1')
  expect(statSync(file, { throwIfNoEntry: false })).toBeUndefined()
})

test('the turns of a session are its prompts as they were sent', async () => {
  const prompt = { id: 'p1', text: 'before', by: 'person' }
  world.record('s1', { type: 'prompt.queued', prompt, first: false })
  world.record('s1', { type: 'prompt.edited', id: 'p1', text: 'go on' })
  expect((await world.call('GET', '/api/sessions/s1/turns')).json).toEqual({ turns: [] })
  const { seq } = world.record('s1', { type: 'prompt.sent', id: 'p1', turn: 't1' })
  expect((await world.call('GET', '/api/sessions/s1/turns')).json).toMatchObject({
    turns: [{ seq, text: 'go on' }],
  })
})

test('a picture for a session that is not there yet goes with its first prompt and is its own from then on', async () => {
  const data = png.toString('base64')
  const draft = (await world.call('POST', '/api/pictures', { data })).json as { path: string }
  const { status, json } = await world.call('POST', '/api/sessions', {
    prompt: 'look',
    cwd: home,
    attachments: [draft.path],
  })
  expect(status).toBe(201)
  const { id } = (json as { session: { id: string } }).session
  const file = path.join(home, 'pictures', id, path.basename(draft.path))
  const session = world.dispatcher.load(id)
  const prompts = [...(session?.queue ?? []), ...(session?.sent ?? [])]
  expect(prompts[0]).toMatchObject({ attachments: [{ path: file, image: 'image/png' }] })
  expect(readFileSync(file)).toEqual(png)
  expect((await shownAt(`/api/sessions/${id}/pictures/${path.basename(file)}`)).status).toBe(200)
})

test('a session does not begin without a file that should go with it', async () => {
  const body = { prompt: 'look', cwd: home, attachments: ['gone.ts'] }
  expect(await world.call('POST', '/api/sessions', body)).toMatchObject({
    status: 400,
    json: { error: { message: `${path.join(home, 'gone.ts')} is not there; attach a file.` } },
  })
})

test('pictures that no session took within a day are forgotten', async () => {
  const data = png.toString('base64')
  const old = (await world.call('POST', '/api/pictures', { data })).json as { path: string }
  const long = new Date(world.now() - 25 * 60 * 60_000)
  utimesSync(old.path, long, long)
  const fresh = (await world.call('POST', '/api/pictures', { data })).json as { path: string }
  expect(existsSync(old.path)).toBe(false)
  expect(existsSync(fresh.path)).toBe(true)
})

test('files of any folder are offered before a session is there', async () => {
  writeFileSync(path.join(home, 'notes.md'), '')
  const at = (cwd: string) => world.call('GET', `/api/files?cwd=${encodeURIComponent(cwd)}&path=no`)
  expect((await at(home)).json).toEqual({ files: [{ path: 'notes.md', folder: false }] })
  expect((await at('/nowhere/at/all')).status).toBe(400)
})
