import { afterAll, beforeAll, expect, test } from 'vitest'
import { sessionWorld, type SessionWorld } from './session-world.ts'

// Where an address leads that names no session by its whole id.

let world: SessionWorld
let session = ''
beforeAll(async () => {
  world = await sessionWorld()
  session = await world.begin('/play text pace=0')
  await world.until(session, 'idle')
})
afterAll(() => world[Symbol.asyncDispose]())

test('an address of no session says so, and shows the way to Fleet', async () => {
  const page = await world.page()
  await page.goto(`${world.url()}/s/nope`)
  await page.getByText('There is no such session.').waitFor()
  await page.getByRole('link', { name: 'Go to Fleet' }).click()
  await page.getByRole('heading', { name: 'Fleet' }).waitFor()
  await page.context().close()
})

test('the beginning of one id leads to its session, and Back to where one came from', async () => {
  const page = await world.page()
  await page.goto(world.url())
  await page.goto(`${world.url()}/s/${session.slice(0, -1)}?at=1`)
  await page.getByRole('log', { name: 'Transcript' }).waitFor()
  expect(page.url()).toBe(`${world.url()}/s/${session}?at=1`)
  await page.goBack()
  await page.getByRole('heading', { name: 'Fleet' }).waitFor()
  await page.context().close()
})

test('where several ids begin alike none is taken for the other', async () => {
  const page = await world.page()
  const alike = { error: { code: 'ambiguous', message: 'It fits several sessions.' } }
  await page.route('**/api/sessions/5', (route) => route.fulfill({ status: 409, json: alike }))
  await page.goto(`${world.url()}/s/5`)
  await page.getByText('Several sessions have an id that begins like this.').waitFor()
  await page.context().close()
})
