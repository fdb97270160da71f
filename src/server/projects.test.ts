import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ProjectJson } from '../contract/response.ts'
import { feedStage, ofType, settle } from './feed-stage.ts'
import { projectBook } from './projects.ts'
import { served, type Served } from './served.ts'

let world: Served
let home = ''
beforeEach(async () => {
  world = await served()
  home = mkdtempSync(path.join(tmpdir(), 'signalbox-projects-'))
})
afterEach(async () => {
  await world[Symbol.asyncDispose]()
  rmSync(home, { recursive: true })
})

function folder(name: string): string {
  const made = path.join(home, name)
  mkdirSync(made)
  return made
}

async function projects(): Promise<ProjectJson[]> {
  const { json } = await world.call('GET', '/api/projects')
  return (json as { projects: ProjectJson[] }).projects
}

async function added(at: string, more: object = {}): Promise<ProjectJson> {
  const { status, json } = await world.call('POST', '/api/projects', { path: at, ...more })
  expect(status).toBe(201)
  return (json as { project: ProjectJson }).project
}

const begun = (body: object) => world.call('POST', '/api/sessions', { prompt: 'x', ...body })
const told = (code: string, message: string) => ({ error: { code, message } })

describe('what sessions begin with', () => {
  const usual = { agent: 'demo', model: 'big', permission: 'plan', onCrash: 'resume' }

  test('is what their project says, where the request does not', async () => {
    const shop = folder('shop')
    await added(shop, usual)
    await begun({ cwd: shop })
    await begun({ cwd: shop, model: 'small', permission: 'ask', onCrash: 'leave' })
    await begun({ cwd: folder('other') })
    await begun({ cwd: shop, project: null })
    expect(world.created).toMatchObject([
      { ...usual, project: shop },
      { model: 'small', permission: 'ask', onCrash: 'leave' },
      { model: null, permission: 'ask', onCrash: 'ask' },
      { model: null, permission: 'ask', onCrash: 'ask', project: null },
    ])
  })

  test('leaves the model out for another agent, which would not know it', async () => {
    const shop = folder('shop')
    const [demo] = await world.agents()
    world.agents = () => (demo ? [demo, { ...demo, name: 'other', default: false }] : [])
    await added(shop, usual)
    await begun({ cwd: shop, agent: 'other' })
    await begun({ cwd: shop, agent: 'demo' })
    expect(world.created.map(({ agent, model }) => [agent, model])).toEqual([
      ['other', null],
      ['demo', 'big'],
    ])
  })

  test('is changed and cleared for those that come', async () => {
    const shop = folder('shop')
    const { id } = await added(shop, usual)
    const cleared = { agent: null, model: null, permission: null, onCrash: null }
    const { json } = await world.call('PATCH', `/api/projects/${id}`, { ...cleared, name: 'Shop' })
    expect(json).toMatchObject({ project: { ...cleared, name: 'Shop', path: shop } })
    await begun({ cwd: shop })
    expect(world.created).toMatchObject([{ model: null, permission: 'ask', onCrash: 'ask' }])
  })

  test('an agent that went out of the configuration is told with whose it is', async () => {
    const shop = folder('shop')
    const { agents } = world
    const all = await agents()
    world.agents = () => all.map((agent) => ({ ...agent, name: `${agent.name}s` }))
    await added(shop, { agent: 'demos' })
    world.agents = agents
    expect((await begun({ cwd: shop })).json).toEqual(
      told(
        'unknown-agent',
        'No agent "demos", which project "shop" begins with; did you mean "demo"? (known are: demo, absent)',
      ),
    )
  })
})

describe('a folder that moved', () => {
  const known = { remote: 'git@host:shop', rootCommit: 'c0ffee' }

  test('is found again by its repository, when it is added or run in, and told in one line', async () => {
    const [one, two, three] = [folder('one'), folder('two'), folder('three')]
    world.repositories[one] = known
    const { id } = await added(one, { name: 'Shop', onCrash: 'leave' })
    await begun({ cwd: one })
    world.repositories = { [two]: known }
    const { status, json } = await begun({ cwd: two })
    const line = (to: string, from: string) =>
      `Project "Shop" was found again at ${to}; before it was at ${from}.`
    expect([status, json]).toMatchObject([201, { note: line(two, one) }])
    expect(await projects()).toMatchObject([{ id, path: two, name: 'Shop', ...known }])
    expect(world.created.at(-1)).toMatchObject({ project: two, onCrash: 'leave' })
    world.repositories = { [three]: known }
    const again = await world.call('POST', '/api/projects', { path: three })
    expect(again.json).toMatchObject({ project: { id, path: three }, note: line(three, two) })
    expect((await projects())[0]?.formerly.map((former) => former.path)).toEqual([one, two])
    expect(world.logged.map(({ message }) => message)).toContain(line(three, two))
  })

  test('is not taken for moved while the old place holds it: that is a second clone', async () => {
    const [one, two] = [folder('one'), folder('two')]
    world.repositories = { [one]: known, [two]: known }
    const first = await added(one)
    const second = await added(two)
    expect(second.id).not.toBe(first.id)
    expect(await projects()).toHaveLength(2)
  })

  test('is not found by a session that is refused', async () => {
    const [one, two] = [folder('one'), folder('two')]
    world.repositories[one] = known
    await added(one)
    world.repositories = { [two]: known }
    expect((await begun({ cwd: two, agent: 'nobody' })).status).toBe(400)
    expect(await projects()).toMatchObject([{ path: one, formerly: [] }])
  })

  test('is found also where it became a repository only after it was added', async () => {
    const [one, two] = [folder('one'), folder('two')]
    const { id } = await added(one, { agent: 'demo' })
    world.repositories[one] = known
    // The server was started again since: what is there is looked at once more.
    world.projects = projectBook({ ...world.bookParts, store: world.store })
    const noted = Promise.withResolvers<void>()
    world.projects.listen(noted.resolve)
    world.projects.keep(await world.projects.meet(one))
    await noted.promise
    world.repositories = { [two]: known }
    expect(await world.projects.meet(two)).toMatchObject({ project: { id, path: two }, from: one })
  })
})

test('two sessions that begin at once in a new folder make one project', async () => {
  const shop = folder('shop')
  await Promise.all([begun({ cwd: shop }), begun({ cwd: shop }), begun({ cwd: shop })])
  expect(world.created).toHaveLength(3)
  expect(await projects()).toMatchObject([{ path: shop, name: 'shop' }])
})

test('a project that is forgotten takes no session and no file with it, and may come again', async () => {
  const shop = folder('shop')
  writeFileSync(path.join(shop, 'file'), 'kept')
  await begun({ cwd: shop })
  const { status } = await world.call('DELETE', '/api/projects/shop')
  expect([status, await projects()]).toEqual([200, []])
  const { json } = await world.call('GET', '/api/sessions')
  expect(json).toMatchObject({ sessions: [{ project: shop }] })
  await begun({ cwd: shop })
  expect(await projects()).toMatchObject([{ path: shop }])
})

describe('a project is named', () => {
  test('by its id, the beginning of that, its name or its path', async () => {
    const shop = folder('shop')
    const { id } = await added(shop)
    for (const word of [id, id.slice(0, -1), 'shop', encodeURIComponent(shop)]) {
      const { json } = await world.call('PATCH', `/api/projects/${word}`, { name: 'shop' })
      expect(json).toMatchObject({ project: { id } })
    }
  })

  test('by nothing that fits two: they are listed', async () => {
    const ids = [await added(folder('a'), { name: 'x' }), await added(folder('b'), { name: 'x' })]
    const { status, json } = await world.call('DELETE', '/api/projects/x')
    expect(status).toBe(409)
    expect(json).toMatchObject({
      error: { code: 'ambiguous', matches: ids.map(({ id }) => id) },
    })
  })
})

describe('what is wrong is told in one line', () => {
  test('of a folder', async () => {
    const file = path.join(home, 'file')
    writeFileSync(file, '')
    const shop = folder('shop')
    await added(shop)
    const post = async (at: string) =>
      (await world.call('POST', '/api/projects', { path: at })).json
    expect(await post(file)).toEqual(told('bad-folder', `${file} is a file; give a folder.`))
    expect(await post('/no/such')).toMatchObject({ error: { code: 'bad-folder' } })
    expect(await post('shop')).toMatchObject({ error: { code: 'bad-folder' } })
    expect(await post(shop)).toEqual(
      told('already-there', `${shop} is already the project "shop".`),
    )
    expect(await post(`${shop}/`)).toMatchObject({ error: { code: 'already-there' } })
  })

  test.each([
    ['PATCH', 'projects/shp', { name: 'x' }, 'No project "shp"; did you mean "shop"?'],
    ['DELETE', 'projects/zzzzzz', undefined, 'No project "zzzzzz"; there are: shop.'],
    [
      'PATCH',
      'projects/%2Fw%2Felse',
      { name: 'x' },
      'No project is at /w/else; add it with: signalbox project add /w/else',
    ],
    ['PATCH', 'projects/shop', { group: 'wrok' }, 'No group "wrok"; did you mean "work"?'],
    ['DELETE', 'groups/wrok', undefined, 'No group "wrok"; did you mean "work"?'],
    ['POST', 'groups', { name: 'work' }, 'There is a group "work" already.'],
    ['POST', 'groups', { name: ' ' }, '"name": give a name.'],
    ['PATCH', 'projects/shop', { colour: 1 }, 'The body has "colour", which nothing here knows.'],
    [
      'PATCH',
      'projects/shop',
      { onCrash: 'panic' },
      '"onCrash": expected one of "ask"|"resume"|"leave".',
    ],
    ['PATCH', 'projects/shop', { env: ['A=1'] }, '"env.0": not a variable name.'],
    [
      'PATCH',
      'projects/shop',
      { agent: 'dmeo' },
      'No agent "dmeo"; did you mean "demo"? (known are: demo, absent)',
    ],
  ])('%s %s with %j', async (method, route, body, message) => {
    await added(folder('shop'))
    await world.call('POST', '/api/groups', { name: 'work' })
    const { json } = await world.call(method, `/api/${route}`, body)
    expect(json).toMatchObject({ error: { message } })
  })

  test('a variable that the server does not have is kept, and said', async () => {
    const body = { path: folder('shop'), env: ['KEY', 'UNSET', 'KEY'] }
    expect((await world.call('POST', '/api/projects', body)).json).toMatchObject({
      project: { env: ['KEY', 'UNSET'] },
      note: 'Not set where the server was started, so agents get nothing for it: UNSET.',
    })
  })
})

test('groups hold projects, and let go of them when they are forgotten', async () => {
  const { id } = await added(folder('shop'))
  const { json } = await world.call('POST', '/api/groups', { name: 'work' })
  const { group } = json as { group: { id: string } }
  await world.call('PATCH', `/api/projects/${id}`, { group: 'work' })
  expect(await projects()).toMatchObject([{ group: group.id }])
  const renamed = await world.call('PATCH', `/api/groups/work`, { name: 'Work' })
  expect(renamed.json).toMatchObject({ group: { id: group.id, name: 'Work' } })
  await world.call('DELETE', '/api/groups/Work')
  expect((await world.call('GET', '/api/groups')).json).toEqual({ groups: [] })
  expect(await projects()).toMatchObject([{ id, group: null }])
})

test('who follows the fleet is told the projects at first, and whenever they change', async () => {
  const { world: stage, timers, socket, say, live } = feedStage()
  say({ type: 'subscribe', to: 'fleet' })
  await settle(socket, timers)
  const heard = () =>
    ofType(socket.frames, 'projects').map(({ projects, groups }) => [
      projects.length,
      groups.length,
    ])
  expect(heard()).toEqual([[0, 0]])
  stage.projects.keep(await stage.projects.meet('/w/shop'))
  stage.projects.putGroup({ id: 'g', name: 'work', addedAt: 1 })
  await settle(socket, timers)
  expect(heard()).toEqual([
    [0, 0],
    [1, 0],
    [1, 1],
  ])
  say({ type: 'subscribe', to: 'fleet', after: 0 })
  await settle(socket, timers)
  expect(heard()).toHaveLength(4)
  const types = socket.frames.map(({ type }) => type)
  expect(types.lastIndexOf('projects')).toBeLessThan(types.lastIndexOf('caught-up'))
  live.close()
})
