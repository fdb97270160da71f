import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { served, type Served } from './served.ts'
import { webApp } from './static.ts'

let folder = ''
let world: Served

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'signalbox-static-'))
  mkdirSync(join(folder, 'web/assets'), { recursive: true })
  writeFileSync(join(folder, 'web/index.html'), '<!doctype html><title>app</title>')
  writeFileSync(join(folder, 'web/assets/main-abc.js'), 'export {}')
  writeFileSync(join(folder, 'web/favicon.svg'), '<svg/>')
  writeFileSync(join(folder, 'secret.txt'), 'not of the app')
  world = await served({ web: webApp(join(folder, 'web')) })
})
afterEach(async () => {
  await world[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

test.each(['/', '/needs', '/s/0a1b', '/settings/data', '/index.html'])(
  'the app is at %s, and is asked for anew each time',
  async (path) => {
    const { status, headers, text } = await world.call('GET', path)
    expect(status).toBe(200)
    expect(text).toContain('<title>app</title>')
    expect(headers.get('content-type')).toBe('text/html; charset=UTF-8')
    expect(headers.get('cache-control')).toBe('no-cache')
  },
)

test('files have their type, and those with a hash in their name are kept', async () => {
  const script = await world.call('GET', '/assets/main-abc.js')
  expect(script.headers.get('content-type')).toBe('text/javascript; charset=UTF-8')
  expect(script.headers.get('cache-control')).toContain('immutable')
  const icon = await world.call('GET', '/favicon.svg')
  expect(icon.headers.get('content-type')).toBe('image/svg+xml')
  expect(icon.headers.get('cache-control')).toBe('no-cache')
})

test('no script but that of the app runs, nothing comes from elsewhere, no page frames it', async () => {
  const { headers } = await world.call('GET', '/')
  const policy = headers.get('content-security-policy') ?? ''
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("script-src 'self'")
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).not.toMatch(/unsafe|https?:|\*/)
  expect(headers.get('x-content-type-options')).toBe('nosniff')
})

test.each(['/../secret.txt', '/%2e%2e/secret.txt', '/assets/..%2f..%2fsecret.txt', '/gone.js'])(
  'nothing that is not of the app is served: %s',
  async (path) => {
    const { status, text } = await world.call('GET', path)
    expect(status).toBe(404)
    expect(text).not.toContain('not of the app')
  },
)

test('who has no token gets neither the page nor its files', async () => {
  for (const path of ['/', '/assets/main-abc.js']) {
    const { text } = await world.call('GET', path, undefined, {})
    expect(text).not.toContain('<title>app</title>')
    expect(text).not.toContain('export {}')
  }
})

test('a package that is taken away under the server pulls no file from it', async () => {
  rmSync(join(folder, 'web'), { recursive: true })
  expect((await world.call('GET', '/assets/main-abc.js')).text).toBe('export {}')
})

test('where the app was not built there is none', () => {
  expect(webApp(join(folder, 'gone'))).toBeNull()
})
