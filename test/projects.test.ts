import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ProjectJson } from '../src/contract/response.ts'
import type { Session } from '../src/core/session.ts'
import { projectOfSession, type Project } from '../src/core/project.ts'
import { realWorld, type RealWorld } from './faults/real-world.ts'

/** A repository with a commit and a remote, in a folder of the world. */
function repository(world: RealWorld, name: string): string {
  const folder = join(world.root, name)
  mkdirSync(folder)
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=Ada', '-c', 'user.email=a@b.c', ...args], {
      env: { PATH: process.env.PATH, HOME: world.home },
    })
  git('init', '-q')
  writeFileSync(join(folder, 'README'), 'shop')
  git('add', 'README')
  git('commit', '-qm', 'one')
  git('remote', 'add', 'origin', 'https://host.example/shop.git')
  return folder
}

async function ok(world: RealWorld, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await world.cli(...args)
  expect([code, stderr]).toEqual([0, expect.anything()])
  return stdout
}

const projects = async (world: RealWorld) =>
  (JSON.parse(await ok(world, 'project', 'ls', '--json')) as { projects: ProjectJson[] }).projects

async function begun(world: RealWorld, id: string): Promise<Session> {
  await world.until('it is told of', () => world.feed.fleet.get(id))
  return world.session(id)
}

test('a project sets what its sessions begin with, from the command line and over HTTP, and is found again when it moves', async () => {
  const world = await realWorld()
  const secret = 'value-of-the-servers-own'
  await world.start({ env: { SHOP_KEY: secret } })
  const shop = repository(world, 'shop')
  await ok(world, 'group', 'add', 'work')
  const wants = ['--agent', 'demo', '--model', 'demo-large', '--permission', 'accept-edits']
  const more = ['--on-crash', 'leave', '--env', 'SHOP_KEY', '--group', 'work']
  await ok(world, 'project', 'add', shop, ...wants, ...more)
  const listed = await ok(world, 'project', 'ls')
  expect(listed).toMatch(/^work\n {2}shop .*agent: demo.*permission: accept-edits.*env: SHOP_KEY/)
  expect(listed).not.toContain(secret)

  const set = { agent: 'demo', model: 'demo-large', permission: 'accept-edits', onCrash: 'leave' }
  const ran = (
    await ok(world, 'run', '/play approval pace=0', '--project', shop, '--detach')
  ).trim()
  expect(await begun(world, ran)).toMatchObject({ ...set, project: shop })
  const asked = await world.create('/play text pace=0', { cwd: join(shop), agent: undefined })
  expect(world.session(asked)).toMatchObject({ ...set, project: shop })
  const pid = await world.until('its agent lives', () => world.session(ran).live?.pid)
  expect(readFileSync(`/proc/${pid}/environ`, 'utf8')).toContain(`SHOP_KEY=${secret}`)
  expect(readFileSync(join(world.data, 'logs', 'server.log'), 'utf8')).not.toContain(secret)

  await world.rest(ran, asked)
  const [before] = await projects(world)
  const moved = join(world.root, 'moved-shop')
  renameSync(shop, moved)
  const again = await world.cli('run', '/play text pace=0', '--project', moved, '--detach')
  expect(again.stderr).toBe(
    `signalbox: Project "shop" was found again at ${moved}; before it was at ${shop}.\n`,
  )
  expect(await begun(world, again.stdout.trim())).toMatchObject({ ...set, project: moved })
  const [after, ...others] = await projects(world)
  expect(others).toEqual([])
  expect(after).toMatchObject({ id: before?.id, path: moved, group: before?.group })
  const known = [after].map((one) => ({
    ...one,
    formerly: one?.formerly.map(({ path, until }) => ({ path, until: Date.parse(until) })),
  })) as unknown as Project[]
  for (const id of [ran, asked, again.stdout.trim()])
    expect(projectOfSession(known, world.session(id))?.id).toBe(before?.id)
})

test('groups and projects come and go, and what works goes on; a session may belong to none', async () => {
  const world = await realWorld()
  await world.start()
  const shop = repository(world, 'shop')
  await world.does('POST', '/projects', { path: shop })
  await ok(world, 'group', 'add', 'work', shop)
  const working = await world.create('/play flood rate=50 events=100000', { cwd: shop })
  await world.until('it works', () => world.begun(working))
  const { live } = world.session(working)
  await world.does('POST', '/groups', { name: 'home' })
  await world.does('PATCH', '/projects/shop', { group: 'home' })
  await ok(world, 'group', 'rm', 'home')
  await ok(world, 'project', 'rm', 'shop')
  await world.enough(working)
  expect(world.session(working)).toMatchObject({
    lastOutcome: 'interrupted',
    live: { run: live?.run },
  })
  expect(existsSync(join(shop, 'README'))).toBe(true)

  const held = await world.create('/play text pace=0', { cwd: shop })
  expect(world.session(held).project).toBe(shop)
  const free = (await ok(world, 'run', '/play text pace=0', '--no-project', '--detach')).trim()
  expect((await begun(world, free)).project).toBeNull()
  expect((await projects(world)).map(({ path }) => path)).toEqual([shop])
})

test('what cannot be done is told in one line, and changes nothing', async () => {
  const world = await realWorld()
  await world.start()
  const shop = repository(world, 'shop')
  await world.does('POST', '/projects', { path: shop })
  const wrong: [string[], RegExp][] = [
    [['project', 'add', shop], /is already the project "shop"/],
    [['project', 'set', 'shpo', '--on-crash', 'ask'], /No project "shpo"; did you mean "shop"/],
    [['project', 'set', 'shop', '--agent', 'dmeo'], /did you mean "demo"/],
    [['project', 'set', 'shop', '--permission', 'all'], /--permission/],
    [['group', 'add', 'work', 'nothing'], /No project "nothing"/],
    [['group', 'rm', 'work'], /No group "work"/],
  ]
  for (const [args, told] of wrong) {
    const { code, stdout, stderr } = await world.cli(...args)
    expect([args, stdout, stderr.trim().split('\n').length]).toEqual([args, '', 1])
    expect(stderr).toMatch(told)
    expect(code).not.toBe(0)
  }
  expect(await projects(world)).toMatchObject([{ path: shop, agent: null, env: [], group: null }])
  expect(await world.does('GET', '/groups')).toEqual({ groups: [] })
})
