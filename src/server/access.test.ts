import http from 'node:http'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { routes } from '../contract/routes.ts'
import { access } from './access.ts'
import { served, type Served } from './served.ts'

let world: Served
beforeAll(async () => {
  world = await served()
})
afterAll(() => world[Symbol.asyncDispose]())

/** A request by hand: `fetch` sends its own Host. */
function ask(method: string, path: string, headers: Record<string, string>) {
  return new Promise<{ status: number; body: string; headers: http.IncomingHttpHeaders }>(
    (resolve, reject) => {
      const request = http.request({ port: world.server.port, method, path, headers }, (answer) => {
        let body = ''
        answer.setEncoding('utf8')
        answer.on('data', (piece: string) => (body += piece))
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, body, headers: answer.headers }),
        )
      })
      request.on('error', reject)
      request.end()
    },
  )
}

const everywhere = [
  ...Object.values(routes).map(({ method, path }) => [method, path.replaceAll(/[{}]/g, '')]),
  ['GET', '/'],
  ['GET', '/nothing-here'],
  ['GET', '/api/nothing-here'],
  ['PUT', '/api/sessions'],
  ['OPTIONS', '/api/sessions'],
] as [string, string][]

describe.each(everywhere)('%s %s', (method, path) => {
  const bearer = () => ({ authorization: `Bearer ${world.token}` })
  const own = () => `127.0.0.1:${world.server.port}`

  test('is closed without a token', async () => {
    const answer = await ask(method, path, { host: own() })
    expect(answer.status).toBe(401)
    expect(JSON.parse(answer.body)).toMatchObject({ error: { code: 'unauthorized' } })
    expect(answer.headers['x-content-type-options']).toBe('nosniff')
  })

  test.each(['Bearer wrong', 'Bearer ', 'Basic eDp5', `Bearer ${'T'.repeat(42)}`])(
    'is closed to "%s"',
    async (authorization) => {
      expect((await ask(method, path, { host: own(), authorization })).status).toBe(401)
    },
  )

  test('is closed to a foreign Host, which is named', async () => {
    for (const host of [
      'evil.example',
      `evil.example:${world.server.port}`,
      '127.0.0.1',
      '127.0.0.1:1',
    ]) {
      const answer = await ask(method, path, { host, ...bearer() })
      expect(answer.status).toBe(403)
      expect(answer.body).toContain(host)
      expect(answer.body).toContain(`localhost:${world.server.port}`)
    }
  })

  test('is closed to a foreign Origin', async () => {
    const origins = ['http://evil.example', 'null', `https://${own()}`, 'http://localhost:1']
    for (const origin of origins) {
      const answer = await ask(method, path, { host: own(), origin, ...bearer() })
      expect(answer.status).toBe(403)
    }
  })
})

test('all our names are let in, with our own Origin, by token or cookie', async () => {
  const { port } = world.server
  const cookie = access(world.token, port).cookie.split(';')[0] ?? ''
  for (const host of [
    `127.0.0.1:${port}`,
    `localhost:${port}`,
    `[::1]:${port}`,
    `LOCALHOST:${port}`,
  ])
    for (const entry of [
      { authorization: `bearer ${world.token}` },
      { cookie: `a=b; ${cookie}` },
    ]) {
      const headers = { host, origin: `http://${host}`, ...entry }
      expect((await ask('GET', '/api/status', headers as Record<string, string>)).status).toBe(200)
    }
})

test('the cookie is derived from token and port, and only good for them', () => {
  const { cookie } = access('secret-token', 4747)
  expect(cookie).toMatch(
    /^signalbox-4747=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/; Max-Age=\d+$/,
  )
  expect(cookie).not.toContain('secret-token')
  const [pair = ''] = cookie.split(';')
  const caller = {
    host: 'localhost:4747',
    origin: undefined,
    authorization: undefined,
    cookie: pair,
  }
  expect(access('secret-token', 4747).admit(caller)).toBeNull()
  expect(access('another-token', 4747).admit(caller)).toMatchObject({ status: 401 })
  const other = { ...caller, host: 'localhost:4748', cookie: pair.replace('4747', '4748') }
  expect(access('secret-token', 4748).admit(other)).toMatchObject({ status: 401 })
})

describe('the login', () => {
  test('exchanges the token for a cookie that opens the page', async () => {
    const answer = await world.call('GET', `/login?token=${world.token}`, undefined, {})
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe('/')
    const cookie = answer.headers.get('set-cookie') ?? ''
    expect(cookie).not.toContain(world.token)
    const page = await world.call('GET', '/', undefined, { cookie: cookie.split(';')[0] ?? '' })
    expect(page.status).toBe(200)
  })

  test.each(['?token=wrong', '?token=', ''])('"%s" is told what to do', async (query) => {
    const answer = await world.call('GET', `/login${query}`, undefined, {})
    expect(answer.status).toBe(401)
    expect(answer.text).toMatch(/Open the address that &quot;signalbox serve&quot; prints/)
    expect(answer.headers.get('set-cookie')).toBeNull()
  })

  test('is closed to a foreign Host', async () => {
    const path = `/login?token=${world.token}`
    expect((await ask('GET', path, { host: 'evil.example' })).status).toBe(403)
  })
})

test('a person without a cookie sees a page, not JSON', async () => {
  const answer = await world.call('GET', '/', undefined, { accept: 'text/html' })
  expect(answer.status).toBe(401)
  expect(answer.text).toMatch(/^<!doctype html>/)
  expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
})

describe('the WebSocket', () => {
  async function knock(headers: Record<string, string>, path = '/api/feed'): Promise<number> {
    const socket = new WebSocket(`${world.server.url.replace('http', 'ws')}${path}`, { headers })
    const refused = new Promise<number>((resolve) => {
      socket.on('unexpected-response', (request, answer) => {
        resolve(answer.statusCode ?? 0)
        request.destroy()
      })
    })
    socket.on('error', () => {
      // Told by 'unexpected-response'.
    })
    const status = await Promise.race([
      refused,
      once(socket, 'open').then(
        () => 101,
        () => refused,
      ),
    ])
    socket.terminate()
    return status
  }

  test('opens with the token', async () => {
    expect(await knock({ authorization: `Bearer ${world.token}` })).toBe(101)
  })
  test('opens with the cookie and our own Origin', async () => {
    const cookie = access(world.token, world.server.port).cookie.split(';')[0] ?? ''
    expect(await knock({ cookie, origin: world.server.url })).toBe(101)
  })
  test('is closed without either', async () => {
    expect(await knock({})).toBe(401)
    expect(await knock({ authorization: 'Bearer wrong' })).toBe(401)
  })
  test('is closed to a foreign Host and a foreign Origin', async () => {
    const authorization = `Bearer ${world.token}`
    expect(await knock({ authorization, host: 'evil.example' })).toBe(403)
    expect(await knock({ authorization, origin: 'http://evil.example' })).toBe(403)
  })
  test('is nowhere else', async () => {
    expect(await knock({ authorization: `Bearer ${world.token}` }, '/api/sessions')).toBe(404)
  })
})
