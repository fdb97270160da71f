import { afterEach, beforeEach, expect, test } from 'vitest'
import { served, type Served } from './served.ts'

let world: Served
beforeEach(async () => {
  world = await served()
})
afterEach(() => world[Symbol.asyncDispose]())

test('the status counts open root sessions by state, and what waits for the person', async () => {
  world.begin('s1')
  const parent = {
    id: 's1',
    rootId: 's1',
    key: 'k',
    toolUse: null,
    background: false,
    placeholder: false,
  }
  world.begin('s1a', { parent })
  world.record('s1a', { type: 'ask.opened', ask: { id: 'a', kind: 'question', title: 'Which?' } })
  world.begin('s2')
  world.record('s2', { type: 'session.closed' })
  const { json } = await world.call('GET', '/api/status')
  expect(json).toMatchObject({
    version: '1.2.3',
    url: world.server.url,
    data: '/data',
    counts: { starting: 1, done: 0, running: 0 },
    needsYou: 1,
    unread: { malformed: 1, unknown: 2 },
    runners: [{ name: 'local', state: 'up' }],
    saving: { ok: true },
    feedClients: 0,
  })
})

test('agents, runners and notices are listed; a runner is restarted by name', async () => {
  expect((await world.call('GET', '/api/agents')).json).toMatchObject({
    agents: [{ name: 'demo' }, { found: null }],
  })
  expect((await world.call('GET', '/api/runners')).json).toMatchObject({
    runners: [{ name: 'local' }],
  })
  expect((await world.call('GET', '/api/notices')).json).toEqual({ notices: [] })
  expect((await world.call('POST', '/api/runners/local/restart')).json).toMatchObject({
    runner: { state: 'restarting' },
  })
  expect((await world.call('POST', '/api/runners/far/restart')).status).toBe(404)
})

test('down answers, then ends', async () => {
  const ended = Promise.withResolvers<void>()
  world.down = ended.resolve
  expect((await world.call('POST', '/api/down')).json).toEqual({ ok: true })
  await ended.promise
})
