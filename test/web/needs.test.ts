import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pressUntilGone } from './press.ts'
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
  await pressUntilGone(page, 'y', card())
  const [first = '', second = '', third = ''] = ids
  await world.until(first, 'idle')
  await world.until(second, 'idle')
  const { session } = await world.get<{ session: { state: string } }>(`sessions/${third}`)
  expect(session.state).toBe('needs-approval')
  await page.getByRole('button', { name: 'Allow once' }).first().waitFor()
  expect(await page.title()).toMatch(/^\(1\) /)
})
