import http from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openapi } from '../contract/openapi.ts'
import { routes } from '../contract/routes.ts'
import { SaveFailed } from '../store/store.ts'
import { bodyLimit } from './body.ts'
import { served, type Served } from './served.ts'

let world: Served
beforeEach(async () => {
  world = await served()
})
afterEach(() => world[Symbol.asyncDispose]())

const refusal = (code: string, message: string | RegExp) => ({
  error: { code, message: expect.stringMatching(message) },
})

test('every route of the table is served, and the document tells of each', async () => {
  const { status, json } = await world.call('GET', '/api/openapi.json')
  expect(status).toBe(200)
  expect(json).toEqual(JSON.parse(JSON.stringify(openapi('1.2.3'))))
  for (const { method, path } of Object.values(routes)) {
    const answer = await world.call(method, path.replaceAll(/\{\w+\}/g, '0'))
    expect(answer.json, `${method} ${path}`).not.toEqual({
      error: expect.objectContaining({ message: expect.stringContaining('Nothing is at') }),
    })
  }
})

describe('a wrong address', () => {
  test.each([
    ['GET', '/api/sesions', 'GET /api/sessions'],
    ['PUT', '/api/sessions', 'GET /api/sessions'],
    ['POST', '/api/sessions/x/intrrupt', 'POST /api/sessions/{id}/interrupt'],
  ])('%s %s names the nearest', async (method, path, near) => {
    const { status, json } = await world.call(method, path)
    expect(status).toBe(404)
    expect(json).toMatchObject({
      error: { message: `Nothing is at ${method} ${path}; the nearest is ${near}.` },
    })
  })
})

describe('a wrong body', () => {
  const prompts = '/api/sessions/s1/prompts'
  beforeEach(() => world.begin('s1'))

  test('of another type is refused', async () => {
    const authorization = `Bearer ${world.token}`
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      '',
    ]) {
      const headers = { authorization, 'content-type': type }
      const { status, json } = await world.call('POST', prompts, '{"text":"x"}', headers)
      expect(status).toBe(415)
      expect(json).toMatchObject(
        refusal('unsupported-media-type', /send "Content-Type: application\/json"/),
      )
    }
  })

  test.each([
    ['{"text": }', /line 1, column 10: it is not JSON from there on\.$/],
    ['{\n "text": "x"', /line 2, column 13: it ends too early\.$/],
    ['', /line 1, column 1/],
  ])('%j is told where it breaks', async (text, message) => {
    const { status, json } = await world.call('POST', prompts, text)
    expect(status).toBe(400)
    expect(json).toMatchObject(refusal('bad-request', message))
  })

  test('that is not UTF-8 is refused', async () => {
    const response = await fetch(`${world.server.url}${prompts}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${world.token}`, 'content-type': 'application/json' },
      body: Buffer.from([0x22, 0xff, 0x22]),
    })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject(refusal('bad-request', /not valid UTF-8/))
  })

  test('that is larger than the limit is refused, announced or not', async () => {
    const large = JSON.stringify({ text: 'x'.repeat(bodyLimit) })
    const announced = await world.call('POST', prompts, large)
    expect(announced.status).toBe(413)
    expect(announced.json).toMatchObject(refusal('too-large', /larger than 4 MiB/))
    expect(await postChunked(prompts, large)).toBe(413)
  })

  function postChunked(path: string, text: string): Promise<number> {
    return new Promise((resolve, reject) => {
      const request = http.request(
        {
          port: world.server.port,
          method: 'POST',
          path,
          headers: {
            host: `127.0.0.1:${world.server.port}`,
            authorization: `Bearer ${world.token}`,
            'content-type': 'application/json',
            'transfer-encoding': 'chunked',
          },
        },
        (answer) => {
          resolve(answer.statusCode ?? 0)
          request.destroy()
        },
      )
      request.on('error', reject)
      request.end(text)
    })
  }

  test.each([
    ['POST', prompts, {}, /^"text": the prompt is missing: give some text\.$/],
    ['POST', prompts, { text: ' \n' }, /^"text": the prompt is empty: give some text\.$/],
    [
      'POST',
      prompts,
      { text: 'x', urgent: 1 },
      /^The body has "urgent", which nothing here knows\.$/,
    ],
    ['POST', prompts, [], /^The body: expected object, received array\.$/],
    ['POST', '/api/sessions', { prompt: 'x' }, /^"cwd": /],
    [
      'POST',
      '/api/sessions',
      { prompt: 'x', cwd: '/tmp', permission: 'all' },
      /^"permission": expected one of "ask"/,
    ],
    [
      'POST',
      '/api/sessions',
      { prompt: 'x', cwd: '/tmp', env: { 'A B': '1' } },
      /^"env\.A B": not a variable name\.$/,
    ],
    ['PATCH', '/api/sessions/s1', { title: ' ' }, /^"title": give a title\.$/],
    ['POST', '/api/approvals/x', { choice: 'maybe' }, /^"choice": /],
    ['POST', '/api/approvals/x', { choice: 'reply', text: '' }, /^"text": the answer is empty/],
    ['POST', '/api/backup', { file: 3 }, /^"file": expected string, received number\.$/],
  ])('%s %s %j is told in one line', async (method, path, body, message) => {
    const { status, json } = await world.call(method, path, body)
    expect(status).toBe(400)
    expect(json).toMatchObject(refusal('bad-request', message))
  })

  test.each([
    ['after=x', /^"after": give a whole number\.$/],
    ['after=-1', /^"after": give 0 or more\.$/],
    ['limit=0', /^"limit": give 1 to 1000\.$/],
    ['limit=100000', /^"limit": give 1 to 1000\.$/],
    ['limit=0', /^"limit": /],
    ['limit=1001', /^"limit": /],
    ['after=1&before=2', /give only one of after, before and around/],
    ['since=3', /^The query has "since"/],
  ])('the query %s is told in one line', async (query, message) => {
    const { status, json } = await world.call('GET', `/api/sessions/s1/events?${query}`)
    expect(status).toBe(400)
    expect(json).toMatchObject(refusal('bad-request', message))
  })
})

test('what breaks is logged under a number, and tells the caller nothing of its inside', async () => {
  world.dispatcher.command = () => {
    throw new Error('secret inside')
  }
  world.begin('s1')
  const { status, json, text } = await world.call('POST', '/api/sessions/s1/stop')
  expect(status).toBe(500)
  expect(text).not.toContain('secret inside')
  expect(text).not.toContain('.ts')
  expect(json).toMatchObject(refusal('internal', /the log has it under id\d+\.$/))
  expect(world.logged).toMatchObject([
    { level: 'error', fields: { path: '/api/sessions/s1/stop' } },
  ])
})

test('what cannot be saved is told as that', async () => {
  world.store.putProject = () => {
    throw new SaveFailed('full', 'the disk is full')
  }
  const { status, json } = await world.call('POST', '/api/projects', { path: '/tmp', name: 'x' })
  expect(status).toBe(507)
  expect(json).toMatchObject(refusal('not-saved', /was not done: the disk is full/))
})

test('every answer forbids keeping, guessing and framing', async () => {
  for (const path of ['/', '/api/status', '/api/none', '/login']) {
    const { headers } = await world.call('GET', path)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+';/,
    )
  }
})
