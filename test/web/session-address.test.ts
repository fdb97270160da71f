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

/** A beginning that two ids share. They are hexadecimal, so of seventeen two do; subagents have ids too. */
async function sharedBeginning(): Promise<string> {
  const seen = new Set<string>()
  for (;;) {
    const id = await world.begin('/play parallel pace=0')
    await world.rest(id, 1)
    const { children } = await world.until(id, 'idle')
    for (const [first = ''] of [id, ...children]) {
      if (seen.has(first)) return first
      seen.add(first)
    }
  }
}

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
  await page.goto(`${world.url()}/s/${await sharedBeginning()}`)
  await page.getByText('Several sessions have an id that begins like this.').waitFor()
  await page.context().close()
})
