import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { pageText } from './page-of-events.ts'
import { served, type Served } from './served.ts'

let world: Served
beforeEach(async () => {
  world = await served()
})
afterEach(() => world[Symbol.asyncDispose]())

const Page = z.object({ events: z.array(z.looseObject({ seq: z.number() })), more: z.boolean() })
const message = (id: string, text: string) =>
  ({ type: 'item.set', item: { id, settled: true, kind: 'message', text } }) as const

async function page(query: string) {
  const { json } = await world.call('GET', `/api/sessions/s1/events${query}`)
  const { events, more } = Page.parse(json)
  return { seqs: events.map(({ seq }) => seq), more }
}

test('pages go in each direction and say whether there is more', async () => {
  world.begin('s1')
  for (let n = 2; n <= 10; n++) world.record('s1', message(`m${n}`, 'x'))
  expect(await page('')).toEqual({ seqs: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], more: false })
  expect(await page('?limit=3')).toEqual({ seqs: [8, 9, 10], more: true })
  expect(await page('?after=0&limit=4')).toEqual({ seqs: [1, 2, 3, 4], more: true })
  expect(await page('?after=8&limit=4')).toEqual({ seqs: [9, 10], more: false })
  expect(await page('?before=4&limit=2')).toEqual({ seqs: [2, 3], more: true })
  expect(await page('?before=3&limit=2')).toEqual({ seqs: [1, 2], more: false })
  const around = await page('?around=5&limit=3')
  expect(around).toEqual({ seqs: [4, 5, 6], more: true })
  expect(await page('?around=5&limit=100')).toMatchObject({ more: false })
})

test('a page is bounded in text, and paging on still reaches everything', async () => {
  world.begin('s1')
  for (let n = 0; n < 6; n++) world.record('s1', message(`m${n}`, 'y'.repeat(1_500_000)))
  const first = await world.call('GET', '/api/sessions/s1/events?after=0')
  expect(first.text.length).toBeLessThan(pageText + 1000)
  const seen: number[] = []
  for (let more = true; more;) {
    const next = await page(`?after=${seen.at(-1) ?? 0}`)
    seen.push(...next.seqs)
    more = next.more
  }
  expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7])
  expect((await page('')).seqs.at(-1)).toBe(7)
})

test('one event larger than a page is a page of its own', async () => {
  world.begin('s1')
  world.record('s1', message('m', 'z'.repeat(pageText + 1)))
  expect(await page('?after=1')).toEqual({ seqs: [2], more: false })
  expect(await page('?limit=5')).toEqual({ seqs: [2], more: true })
})

test('one event is given whole; one that is not there is told', async () => {
  world.begin('s1')
  world.record('s1', message('m', 'w'.repeat(100_000)))
  const { json } = await world.call('GET', '/api/events/2')
  expect(json).toMatchObject({
    event: { seq: 2, sessionId: 's1', item: { text: 'w'.repeat(100_000) } },
  })
  for (const seq of ['99', 'x', '1e3', '-1'])
    expect((await world.call('GET', `/api/events/${seq}`)).status).toBe(404)
})

test('an export is a header and every event as of its beginning, a line each', async () => {
  world.begin('s1')
  world.begin('s2')
  for (let n = 0; n < 1200; n++) world.record(n % 2 ? 's1' : 's2', message(`m${n}`, 'x'))
  const all = await world.call('GET', '/api/export')
  expect(all.headers.get('content-type')).toBe('application/x-ndjson')
  const [header, ...events] = all.text
    .trimEnd()
    .split('\n')
    .map((line): Record<string, unknown> => JSON.parse(line))
  expect(header).toMatchObject({ type: 'export', version: '1.2.3', seq: 1202 })
  expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 1202 }, (_, i) => i + 1))
  const one = await world.call('GET', '/api/export?session=s1')
  expect(one.text.trimEnd().split('\n')).toHaveLength(1 + 601)
})

test('an export that nobody reads any more reads no further', async () => {
  world.begin('s1')
  for (let n = 0; n < 4000; n++) world.record('s1', message(`m${n}`, 'x'.repeat(5000)))
  let pages = 0
  const { store } = world
  const whole = { ...store }
  store.readAfter = (seq, limit) => {
    pages++
    return whole.readAfter(seq, limit)
  }
  const headers = { authorization: `Bearer ${world.token}` }
  const response = await fetch(`${world.server.url}/api/export`, { headers })
  await response.body?.cancel()
  // The server notices while it answers this.
  await world.call('GET', '/api/status')
  expect(pages).toBeLessThan(8)
})

test('a backup is a new file; an old one is not overwritten', async () => {
  const scratch = mkdtempSync(path.join(tmpdir(), 'backup-'))
  const file = path.join(scratch, 'copy')
  try {
    const { status, json } = await world.call('POST', '/api/backup', { file })
    expect(status).toBe(201)
    expect(json).toMatchObject({ file, bytes: expect.any(Number) })
    expect(existsSync(file)).toBe(true)
    const again = await world.call('POST', '/api/backup', { file })
    expect(again.json).toMatchObject({
      error: { message: `${file} exists already; give the name of a new file.` },
    })
    expect((await world.call('POST', '/api/backup', { file: 'x' })).status).toBe(400)
    expect((await world.call('POST', '/api/backup', { file: '/no/such/x' })).status).toBe(400)
  } finally {
    rmSync(scratch, { recursive: true })
  }
})
