import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sessionWorld, type SessionWorld } from './session-world.ts'

// The card of what is asked: however much it shows, it can be answered.

let world: SessionWorld
let edit = ''
let question = ''
beforeAll(async () => {
  world = await sessionWorld()
  edit = await world.begin('/play edit pace=0 lines=60')
  question = await world.begin('/play question several=yes options=20 pace=0')
  await world.until(edit, 'needs-approval')
  await world.until(question, 'needs-input')
})
afterAll(() => world[Symbol.asyncDispose]())

const card = (page: Page) => page.getByRole('region', { name: /wants to|asks you/ })
const offered = (page: Page) => card(page).getByRole('group', { name: 'Offered answers' })

/** The whole of it lies on the screen, and within the card, which cuts off what does not. */
async function isInSight(one: Locator): Promise<boolean> {
  const page = one.page()
  const { width, height } = page.viewportSize() ?? { width: 0, height: 0 }
  const [inner, around] = [await one.boundingBox(), await card(page).boundingBox()]
  return isWithin(inner, around) && isWithin(inner, { x: 0, y: 0, width, height })
}

type Box = Awaited<ReturnType<Locator['boundingBox']>>

function isWithin(inner: Box, outer: Box): boolean {
  if (inner === null || outer === null) return false
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  )
}

const sizes = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
  { width: 320, height: 640 },
  { width: 640, height: 400 },
]

describe.each(sizes)('at $width × $height', (viewport) => {
  test('a long edit scrolls, and the buttons that answer it stay in sight', async () => {
    const page = await world.open(edit, { viewport })
    await card(page).getByText('// Step 30', { exact: true }).waitFor()
    for (const name of [/Allow once/, /^Deny/])
      expect(await isInSight(card(page).getByRole('button', { name }).first())).toBe(true)
    await card(page).getByText('// Step 60', { exact: true }).scrollIntoViewIfNeeded()
    expect(await isInSight(card(page).getByRole('button', { name: /Allow once/ }))).toBe(true)
    await page.context().close()
  })

  test('many answers scroll, and the button to write another one stays in sight', async () => {
    const page = await world.open(question, { viewport })
    const last = offered(page).getByText('To 20 digits')
    await last.waitFor()
    for (const name of [/Reply/, /Send/])
      expect(await isInSight(card(page).getByRole('button', { name }))).toBe(true)
    await last.scrollIntoViewIfNeeded()
    expect(await isInSight(last)).toBe(true)
    await page.context().close()
  })
})

test('several answers are ticked, by hand and by key, and sent by key', async () => {
  const session = await world.begin('/play question several=yes options=3 pace=0')
  await world.until(session, 'needs-input')
  const page = await world.open(session)
  await card(page).getByText('Choose any number').waitFor()
  const [first, , third] = await offered(page).getByRole('checkbox').all()
  await offered(page).getByText('as banks do').waitFor()
  await third?.click()
  await expect.poll(() => third?.isChecked()).toBe(true)
  await expect
    .poll(
      async () => {
        await page.keyboard.press('1')
        return first?.isChecked()
      },
      { interval: 450 },
    )
    .toBe(true)
  const keys = await offered(page).locator('kbd').all()
  const ends = await Promise.all(keys.map(async (key) => (await key.boundingBox())?.x))
  expect(new Set(ends).size).toBe(1)
  await card(page).getByRole('button', { name: 'Send 2' }).waitFor()
  await page.keyboard.press('s')
  const log = page.getByRole('log', { name: 'Transcript' })
  await log.getByText('0.125 becomes 0.12').waitFor()
  await log.getByText('kept to 3 digits').waitFor()
  expect(await log.getByText('0.125 becomes 0.13').count()).toBe(0)
  await page.context().close()
})

test('of several questions that are asked together it is said which one is asked', async () => {
  const session = await world.begin('/play question more=2 pace=0')
  await world.until(session, 'needs-input')
  const page = await world.open(session)
  await card(page).getByText('Question 1 of 3').waitFor()
  await offered(page).getByText('Half up').click()
  await card(page).getByText('Question 2 of 3').waitFor()
  await card(page).getByText('Which rounding should account 1 follow?').waitFor()
  await page.goto(`${world.url()}/needs`)
  const rows = page.getByRole('listitem').filter({ hasText: '/play question more' })
  await rows.getByRole('button').first().click()
  await page.getByText('Question 2 of 3').waitFor()
  await page.context().close()
})
