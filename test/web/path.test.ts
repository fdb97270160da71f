import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { errorsOf } from './errors.ts'
import { pressUntilGone } from './press.ts'
import { testBrowser } from './test-browser.ts'
import { webWorld, type WebWorld } from './world.ts'

// One person's path through the app, on real processes: each step goes on from the one before.

let world: WebWorld
let page: Page
const errors: string[] = []

beforeAll(async () => {
  world = await webWorld(await testBrowser())
  page = await world.page()
  errorsOf(page, errors)
})
afterAll(() => world[Symbol.asyncDispose]())

/** A further window, whose errors count as well. */
function watched(own: Page): Page {
  errorsOf(own, errors)
  return own
}

const inList = (title: string) =>
  page.getByRole('list', { name: 'Needs you' }).getByRole('listitem').filter({ hasText: title })

test('the first run offers the demo fleet, and one click starts it', async () => {
  await page.getByRole('button', { name: 'Start the demo' }).click()
  await page.getByText('8 sessions in 3 projects').waitFor()
  await inList('Retry payments at checkout').waitFor()
  await inList('A cent missing in the monthly report').waitFor()
})

test('an approval is answered by its key, and the answer is in the transcript', async () => {
  await inList('charge-twice').getByRole('button', { name: 'Open' }).click()
  const allow = page.getByRole('button', { name: /Allow once/ })
  await allow.waitFor()
  await pressUntilGone(page, 'y', allow)
  await page.getByText('You allowed').waitFor()
})

test('a question is answered from the list', async () => {
  await page.keyboard.press('g')
  await page.keyboard.press('n')
  await page
    .getByRole('button', { name: /A cent missing/ })
    .first()
    .click()
  const answer = page.getByRole('button', { name: /Half to even/ })
  await answer.first().click()
  await expect.poll(() => answer.count()).toBe(0)
})

test('a grandchild is followed from the tree of agents', async () => {
  await page
    .getByRole('link', { name: /Audit input validation/ })
    .first()
    .click()
  const tree = page.getByRole('tree', { name: 'Agents' })
  // The auditors work for most of a minute before they have something verified.
  await tree.getByText('verify: checkout').click({ timeout: 55_000 })
  await page.getByRole('heading', { name: 'verify: checkout' }).waitFor()
  await page.getByText('A subagent takes no messages of its own').waitFor()
})

test('the turn is interrupted by its key', async () => {
  await page.goBack()
  await page.getByRole('heading', { name: /Audit input validation/ }).waitFor()
  await page.keyboard.press('Control+.')
  await page.getByRole('log', { name: 'Transcript' }).getByText('Interrupted by you').waitFor()
})

test('a killed server is told at once, and everything goes on when it is back', async () => {
  await page.keyboard.press('g')
  await page.keyboard.press('f')
  await page.getByText('8 sessions in 3 projects').waitFor()
  await world.killServer()
  await page.getByText('Connection lost').waitFor()
  await page.getByText('8 sessions in 3 projects').waitFor()
  await world.startServer()
  await page.getByText('Live', { exact: true }).waitFor()
  const log = page.getByRole('log', { name: 'Transcript' })
  await page
    .getByRole('link', { name: /Audit input validation/ })
    .first()
    .click()
  await log.getByText('Interrupted by you').waitFor()
  expect(await log.getByText('Interrupted by you').count()).toBe(1)
})

test('a crashed session is resumed from its row', async () => {
  await page.keyboard.press('g')
  await page.keyboard.press('f')
  const row = inList('Shrink the icon bundle')
  await row.getByRole('button', { name: 'Resume' }).click()
  await expect.poll(() => row.count()).toBe(0)
})

test('a pane is detached into a window of its own, and what is said there is seen here', async () => {
  await page
    .getByRole('link', { name: /Audit input validation/ })
    .first()
    .click()
  await page.getByRole('log', { name: 'Transcript' }).waitFor()
  const opened = page.context().waitForEvent('page')
  await page.keyboard.press('Shift+Alt+O')
  const own = watched(await opened)
  await own.locator('.comp textarea').fill('/play text pace=0 said in its own window')
  await own.keyboard.press('Enter')
  await own.getByRole('log', { name: 'Transcript' }).getByText('said in its own window').waitFor()
  await own.close()
  await page.getByRole('log', { name: 'Transcript' }).getByText('said in its own window').waitFor()
})

test('on a phone the same is in reach of a thumb', async () => {
  const phone = watched(
    await world.page({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }),
  )
  const main = phone.getByRole('navigation', { name: 'Main' })
  await main.getByText('Needs you').tap()
  await phone.getByRole('heading', { name: 'Needs you' }).waitFor()
  await main.getByText('Fleet').tap()
  // It is over and was seen: it lies among the quiet ones, which are folded.
  await phone.getByRole('button', { name: 'Quiet', expanded: false }).tap()
  await phone
    .getByRole('link', { name: /Audit input validation/ })
    .first()
    .tap()
  await phone.getByRole('log', { name: 'Transcript' }).getByText('said in its own window').waitFor()
  expect(await phone.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
  await phone.close()
})

test('nothing broke on the way, and the policy of the page was kept', () => {
  expect(errors).toEqual([])
})
