import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execFileSync } from 'node:child_process'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { served, type Served } from './served.ts'

let world: Served

let scratch = ''

beforeEach(async () => {
  world = await served()
  scratch = mkdtempSync(path.join(tmpdir(), 'sessions-'))
})

afterEach(async () => {
  await world[Symbol.asyncDispose]()
  chmodSync(scratch, 0o700)
  rmSync(scratch, { recursive: true, force: true })
})

const approval = { kind: 'approval', title: 'Run it?', tool: 'execute', command: 'ls' } as const

const open = (id: string) => ({ type: 'ask.opened', ask: { id, ...approval } }) as const

describe('a new session', () => {
  test('takes its defaults from agent, folder and configuration', async () => {
    const body = { prompt: '  add a health endpoint\nplease', cwd: scratch, env: { KEY: 'v' } }
    const { status, json } = await world.call('POST', '/api/sessions', body)
    expect(status).toBe(201)
    expect(json).toMatchObject({
      session: { agent: 'demo', cwd: scratch, project: scratch, title: 'add a health endpoint' },
    })
    expect(world.created).toMatchObject([
      { permission: 'ask', onCrash: 'ask', env: { KEY: 'v' }, by: 'person' },
    ])
    const { json: projects } = await world.call('GET', '/api/projects')
    expect(projects).toMatchObject({ projects: [{ path: scratch, name: path.basename(scratch) }] })
  })

  test('takes what happens after a crash from its project', async () => {
    await world.call('POST', '/api/projects', { path: scratch, onCrash: 'resume', name: 'P' })
    await world.call('POST', '/api/sessions', { prompt: 'x', cwd: scratch })
    await world.call('POST', '/api/sessions', { prompt: 'x', cwd: scratch, onCrash: 'leave' })
    expect(world.created.map(({ onCrash }) => onCrash)).toEqual(['resume', 'leave'])
  })

  test('bypasses approvals only where that was said, and may be outside any project', async () => {
    const body = { prompt: 'x', cwd: scratch, permission: 'bypass', project: null }
    await world.call('POST', '/api/sessions', body)
    expect(world.created).toMatchObject([{ permission: 'bypass', project: null }])
    expect((await world.call('GET', '/api/projects')).json).toEqual({ projects: [] })
  })

  test.each([
    [
      { agent: 'dmeo' },
      'unknown-agent',
      /^No agent "dmeo"; did you mean "demo"\? \(known are: demo, absent\)$/,
    ],
    [
      { agent: 'absent' },
      'agent-missing',
      /^Agent "absent" is not installed; npm i -g absent-agent$/,
    ],
    [{ runner: 'far' }, 'unknown-runner', /^No runner "far"; there are: local\.$/],
    [{ cwd: 'relative' }, 'bad-folder', /must be given as an absolute path\.$/],
    [
      { cwd: '/no/such/folder' },
      'bad-folder',
      /^The folder \/no\/such\/folder does not exist; create it/,
    ],
    [{ project: 'relative' }, 'bad-folder', /must be an absolute path/],
  ])('with %j is refused in one line', async (wrong, code, message) => {
    const body = { prompt: 'x', cwd: scratch, ...wrong }
    const { status, json } = await world.call('POST', '/api/sessions', body)
    expect(status).toBe(400)
    expect(json).toMatchObject({ error: { code, message: expect.stringMatching(message) } })
    expect(world.created).toEqual([])
  })

  test('in a file, or below one, is refused', async () => {
    const file = path.join(scratch, 'file')
    writeFileSync(file, '')
    for (const cwd of [file, path.join(file, 'below')]) {
      const { json } = await world.call('POST', '/api/sessions', { prompt: 'x', cwd })
      expect(json).toMatchObject({
        error: { code: 'bad-folder', message: expect.stringMatching(/file/) },
      })
    }
  })

  test('in a folder without permission is refused, to a user whom permissions bind', () => {
    chmodSync(scratch, 0o500)
    // Nothing is forbidden to root: then the check runs as nobody.
    const root = process.getuid?.() === 0
    if (root) chmodSync(scratch, 0o555)
    const program = `import { folderProblem } from ${JSON.stringify(path.resolve('src/server/folder.ts'))}
      ${root ? 'process.setgroups([]); process.setgid(65534); process.setuid(65534)' : ''}
      console.log(await folderProblem(${JSON.stringify(scratch)}))`
    const told = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
      encoding: 'utf8',
    })
    expect(told).toMatch(
      /cannot be read and written by this user; change its permissions or give another\./,
    )
  })
})

describe('an id', () => {
  beforeEach(() => {
    world.begin('abc1')
    world.begin('abd2')
  })

  test('may be the beginning of one', async () => {
    expect((await world.call('GET', '/api/sessions/abc')).json).toMatchObject({
      session: { id: 'abc1' },
    })
  })
  test('that fits several lists them', async () => {
    const { status, json } = await world.call('GET', '/api/sessions/ab')
    expect(status).toBe(409)
    expect(json).toEqual({
      error: {
        code: 'ambiguous',
        message: '"ab" fits several sessions: abc1, abd2.',
        matches: ['abc1', 'abd2'],
      },
    })
  })
  test.each([
    'GET /api/sessions/x',
    'DELETE /api/sessions/x',
    'POST /api/sessions/x/stop',
    'GET /api/sessions/x/log',
    'GET /api/sessions/x/events',
    'GET /api/export?session=x',
  ])('that nobody has is not found: %s', async (line) => {
    const [method = '', address = ''] = line.split(' ')
    const { status, json } = await world.call(method, address)
    expect(status).toBe(404)
    expect(json).toMatchObject({ error: { code: 'not-found' } })
  })
})

test('a list is flat, and holds closed sessions only when asked', async () => {
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
  world.begin('s2')
  world.record('s2', { type: 'session.closed' })
  const ids = (json: unknown) => JSON.stringify(json).match(/"id":"s\w+"/g)
  expect(ids((await world.call('GET', '/api/sessions')).json)).toEqual(['"id":"s1"', '"id":"s1a"'])
  const all = ids((await world.call('GET', '/api/sessions?all=1')).json)
  expect(all?.toSorted()).toEqual(['"id":"s1"', '"id":"s1a"', '"id":"s2"'])
})

test('a session is renamed, configured, commanded and removed', async () => {
  world.begin('s1')
  const { json } = await world.call('PATCH', '/api/sessions/s1', { title: 'new', onCrash: 'leave' })
  expect(json).toMatchObject({ session: { title: 'new', onCrash: 'leave' } })
  expect((await world.call('POST', '/api/sessions/s1/interrupt')).json).toMatchObject({
    error: { code: 'no-turn' },
  })
  expect((await world.call('POST', '/api/sessions/s1/stop')).json).toMatchObject({
    session: { state: 'stopped' },
  })
  expect((await world.call('POST', '/api/sessions/s1/resume')).json).toMatchObject({
    session: { state: 'resuming' },
  })
  expect((await world.call('DELETE', '/api/sessions/s1')).status).toBe(409)
  world.begin('s2')
  expect((await world.call('POST', '/api/sessions/s2/close')).json).toMatchObject({
    session: { state: 'done' },
  })
  expect((await world.call('DELETE', '/api/sessions/s2')).json).toEqual({ removed: ['s2'] })
  expect((await world.call('GET', '/api/sessions/s2')).status).toBe(404)
})

test('prompts wait, are edited and dropped, by the beginning of their id', async () => {
  world.begin('s1')
  const sent = await world.call('POST', '/api/sessions/s1/prompts', { text: 'one' })
  expect(sent.status).toBe(201)
  const { json } = await world.call('GET', '/api/sessions/s1/prompts')
  expect(json).toMatchObject({ queued: [{ text: 'one', by: 'person' }] })
  const id = /"id":"(\w+)"/.exec(sent.text)?.[1] ?? ''
  const at = `/api/sessions/s1/prompts/${id.slice(0, -1)}`
  expect((await world.call('PATCH', at, { text: 'two' })).json).toEqual({ ok: true })
  expect((await world.call('GET', '/api/sessions/s1/prompts')).text).toContain('two')
  expect((await world.call('DELETE', at)).json).toEqual({ ok: true })
  const gone = await world.call('DELETE', at)
  expect(gone.status).toBe(409)
  expect(gone.json).toMatchObject({ error: { code: 'no-such-prompt' } })
})

describe('an approval', () => {
  beforeEach(() => {
    world.begin('s1')
    const run = { run: 'r', runner: 'local', resume: null, by: 'person', attempt: 1 } as const
    world.record('s1', { type: 'agent.requested', ...run })
    const parent = {
      id: 's1',
      rootId: 's1',
      key: 'k',
      toolUse: null,
      background: false,
      placeholder: false,
    }
    world.begin('s1a', { parent })
    world.record('s1a', open('ask-one'))
  })

  test.each(['ask-one', 'ask', 's1', 's1a'])('is found as %s', async (id) => {
    const { status, json } = await world.call('POST', `/api/approvals/${id}`, { choice: 'allow' })
    expect(status).toBe(200)
    expect(json).toMatchObject({ session: { id: 's1a', pendingApprovals: [] } })
  })

  test('among several is ambiguous by session, and by a beginning that fits both', async () => {
    world.record('s1', open('ask-two'))
    for (const id of ['s1', 'ask-']) {
      const { status, json } = await world.call('POST', `/api/approvals/${id}`, { choice: 'allow' })
      expect(status).toBe(409)
      expect(json).toMatchObject({ error: { code: 'ambiguous' } })
      expect(JSON.stringify(json)).toMatch(/ask-one.*ask-two|ask-two.*ask-one/)
    }
    expect(
      (await world.call('POST', '/api/approvals/s1a', { choice: 'deny', reason: 'no' })).status,
    ).toBe(200)
  })

  test('is listed while it waits, and refused once answered', async () => {
    const { json } = await world.call('GET', '/api/approvals')
    expect(json).toMatchObject({ approvals: [{ id: 'ask-one', sessionId: 's1a', command: 'ls' }] })
    await world.call('POST', '/api/approvals/ask-one', { choice: 'allow' })
    expect((await world.call('POST', '/api/approvals/ask-one', { choice: 'allow' })).status).toBe(
      404,
    )
    expect((await world.call('POST', '/api/approvals/s1', { choice: 'allow' })).status).toBe(404)
  })

  test('is no question: a reply is refused', async () => {
    const { status, json } = await world.call('POST', '/api/approvals/s1', {
      choice: 'reply',
      text: 'x',
    })
    expect(status).toBe(409)
    expect(json).toMatchObject({ error: { code: 'wrong-answer' } })
  })
})
