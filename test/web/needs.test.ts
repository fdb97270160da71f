import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sessionWorld, type SessionWorld } from './session-world.ts'

// What needs the person, as one list: equal asks, what is told of it, and what is seen of it.

let world: SessionWorld
let page: Page
const ids: string[] = []

beforeAll(async () => {
  world = await sessionWorld()
  const project = join(world.home, 'shop')
  mkdirSync(project)
  for (const _ of ['first', 'second', 'third']) {
    const id = await world.begin('/play approval pace=0', { cwd: project, project })
    await world.until(id, 'needs-approval')
    ids.push(id)
  }
  page = await world.page()
})
afterAll(() => world[Symbol.asyncDispose]())

const card = () => page.getByRole('listitem').filter({ hasText: /agents want/ })

test('asks for the same command in the same project are one card, and count once', async () => {
  await page.goto(`${world.url()}/needs`)
  await card().getByText('3 agents want to run').waitFor()
  expect(await card().getByRole('checkbox').count()).toBe(3)
  expect(await page.title()).toMatch(/^\(1\) /)
  await page
    .getByRole('link', { name: /Needs you/ })
    .getByText('1', { exact: true })
    .waitFor()
})

test('the answer is for those that are ticked, each by its own request; the rest asks on', async () => {
  await card().getByRole('checkbox').last().uncheck()
  await card().getByRole('button', { name: 'Allow 2 once' }).first().click()
  const [first = '', second = '', third = ''] = ids
  await world.until(first, 'idle')
  await world.until(second, 'idle')
  const { session } = await world.get<{ session: { state: string } }>(`sessions/${third}`)
  expect(session.state).toBe('needs-approval')
  await page.getByRole('button', { name: 'Allow once' }).first().waitFor()
  expect(await page.title()).toMatch(/^\(1\) /)
})

test('a failure that one scrolled past, or that lies behind another page, is not seen yet', async () => {
  const session = await world.begin('/play text pace=0')
  await world.rest(session, 1)
  await world.prompt(session, '/play flood rate=0 events=500 size=40')
  await world.rest(session, 2)
  const seen = async () =>
    (await world.get<{ session: { seen: boolean } }>(`sessions/${session}`)).session.seen
  const own = await world.open(session)
  const log = own.getByRole('log', { name: 'Transcript' })
  await log.hover()
  await own.mouse.wheel(0, -4000)
  await own.locator('.jump').waitFor()
  await world.prompt(session, '/play fail pace=0')
  await world.until(session, 'failed')
  await own.locator('.jump', { hasText: 'new' }).waitFor()
  // What lies on the screen is seen after a second.
  await own.evaluate(`new Promise((resolve) => {
    const end = performance.now() + 1500
    requestAnimationFrame(function frame(now) {
      if (now < end) requestAnimationFrame(frame)
      else resolve(0)
    })
  })`)
  expect(await seen()).toBe(false)
  await own.locator('.jump').click()
  await expect.poll(seen).toBe(true)
  await own.context().close()
})

test('the fleet is narrowed by words, agent and project, and tells who needs you outside of it', async () => {
  await page.goto(world.url())
  await page.getByRole('heading', { name: 'Fleet' }).waitFor()
  await page.keyboard.press('f')
  const filter = page.getByRole('search', { name: 'Filter' })
  await filter.getByRole('textbox', { name: 'Text' }).fill('text')
  await filter.getByText('1 of 4 shown').waitFor()
  await filter.getByText('1 needs you outside this filter').waitFor()
  await filter.getByRole('textbox', { name: 'Text' }).fill('')
  await filter.getByRole('combobox', { name: 'Project' }).selectOption('shop')
  await filter.getByText('3 of 4 shown').waitFor()
  await filter.getByRole('combobox', { name: 'Agent' }).selectOption('demo')
  await filter.getByRole('button', { name: 'Clear' }).click()
  await filter.waitFor({ state: 'detached' })
})

test('two projects of one name are told apart wherever they are named', async () => {
  const other = join(world.home, 'old', 'shop')
  mkdirSync(other, { recursive: true })
  await world.begin('/play text pace=0 in the old one', { cwd: other, project: other })
  const side = page.getByRole('navigation', { name: 'Main' })
  await side.getByText('shop · old').waitFor()
  await page.getByRole('main').getByRole('link').filter({ hasText: 'shop · old' }).waitFor()
})

test('a session at rest tells what it did last', async () => {
  const rests = page.getByRole('link', { name: /in the old one/ }).last()
  await expect.poll(() => rests.textContent()).not.toContain('The turn completed')
})
