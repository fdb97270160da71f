import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { wrongOn } from './axe.ts'
import { errorsOf } from './errors.ts'
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

test('the first run offers the demo fleet, and one click starts it', async () => {
  await page.getByRole('button', { name: 'Start the demo' }).click()
  await page.getByText('8 sessions in 3 projects').waitFor()
  await page
    .getByRole('list', { name: 'Needs you' })
    .getByText('Retry payments at checkout')
    .waitFor()
  await page
    .getByRole('list', { name: 'Needs you' })
    .getByText('A cent missing in the monthly report')
    .waitFor()
})

test('an approval is answered by its key, and the answer is in the transcript', async () => {
  const asks = page.getByRole('list', { name: 'Needs you' })
  const first = asks.getByRole('listitem').filter({ hasText: 'charge-twice' })
  await first.getByRole('button', { name: 'Open' }).click()
  await page.getByRole('button', { name: /Allow once/ }).waitFor()
  // Keys are armed a moment after the card came up: pressed until it is gone, as a person would.
  await expect
    .poll(
      async () => {
        await page.keyboard.press('y')
        return page.getByRole('button', { name: /Allow once/ }).count()
      },
      { interval: 300, timeout: 20_000 },
    )
    .toBe(0)
  await page.getByText('You allowed').waitFor()
})

test('a question is answered from the list', async () => {
  await page.keyboard.press('g')
  await page.keyboard.press('n')
  await page
    .getByRole('button', { name: /A cent missing/ })
    .first()
    .click()
  await page
    .getByRole('button', { name: /Half to even/ })
    .first()
    .click()
  await expect.poll(() => page.getByRole('button', { name: /Half to even/ }).count()).toBe(0)
})

test('a killed server is told at once, and everything goes on when it is back', async () => {
  await page.keyboard.press('g')
  await page.keyboard.press('f')
  await page.getByText('8 sessions in 3 projects').waitFor()
  await world.killServer()
  await page.getByText('Connection lost').waitFor()
  await page.getByText('8 sessions in 3 projects').waitFor()
  await world.startServer()
  await page.getByText('Live', { exact: true }).waitFor({ timeout: 30_000 })
})

test('a crashed session is resumed from its row', async () => {
  const row = page
    .getByRole('list', { name: 'Needs you' })
    .getByRole('listitem')
    .filter({ hasText: 'Shrink the icon bundle' })
  await row.getByRole('button', { name: 'Resume' }).click()
  await expect.poll(() => row.count()).toBe(0)
})

test('a pane is split by key, and stays after a reload', async () => {
  await page.keyboard.press('Control+\\')
  await expect
    .poll(() => page.getByRole('separator', { name: 'Size of the panes' }).count())
    .toBe(1)
  await page.reload()
  await page.getByRole('separator', { name: 'Size of the panes' }).waitFor()
  await page.keyboard.press('Shift+X')
  await expect
    .poll(() => page.getByRole('separator', { name: 'Size of the panes' }).count())
    .toBe(0)
})

test('commands are found and run from the keyboard alone', async () => {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Sessions and commands' }).fill('sett')
  await page.keyboard.press('Enter')
  await page.getByRole('navigation', { name: 'Settings' }).waitFor()
})

test('a grandchild is followed from the tree of agents', async () => {
  await page
    .getByRole('link', { name: /Audit input validation/ })
    .first()
    .click()
  const tree = page.getByRole('tree', { name: 'Agents' })
  await tree.getByText('verify: checkout').click()
  await page.getByRole('heading', { name: 'verify: checkout' }).waitFor()
  await page.getByText('A subagent takes no messages of its own').waitFor()
})

const screens = ['needs', 'settings', 'settings/projects', 'settings/data', 'settings/appearance']
const dialogs = [
  ['c', 'New session'],
  ['?', 'Keys'],
  ['b', 'Notifications'],
  ['Control+k', 'Commands'],
] as const

for (const colorScheme of ['dark', 'light'] as const) {
  test(`axe finds nothing wrong in the fleet and a session (${colorScheme})`, async () => {
    const own = await world.page({ colorScheme })
    await own.getByText('8 sessions in 3 projects').waitFor()
    expect(await wrongOn(own)).toEqual([])
    await own
      .getByRole('link', { name: /Audit input validation/ })
      .first()
      .click()
    await own.getByRole('log').waitFor()
    expect(await wrongOn(own)).toEqual([])
    await own.close()
  })

  test.each(screens)(`axe finds nothing wrong in %s (${colorScheme})`, async (path) => {
    const own = await world.page({ colorScheme })
    await own.goto(`${world.url()}/${path}`)
    await own.getByRole('heading').first().waitFor()
    expect(await wrongOn(own)).toEqual([])
    await own.close()
  })

  test.each(dialogs)(
    `axe finds nothing wrong behind %s, %s (${colorScheme})`,
    async (key, name) => {
      const own = await world.page({ colorScheme })
      await own.getByText('8 sessions in 3 projects').waitFor()
      await own.keyboard.press(key)
      await own.getByRole('dialog', { name }).locator('button, input').first().waitFor()
      expect(await wrongOn(own)).toEqual([])
      await own.close()
    },
  )
}

test('the phone shows cards, and nothing is wider than it', async () => {
  const phone = await world.page({
    viewport: { width: 320, height: 720 },
    hasTouch: true,
    isMobile: true,
  })
  await phone.getByRole('navigation', { name: 'Main' }).getByText('Needs you').waitFor()
  for (const path of ['', 'needs', 'settings']) {
    await phone.goto(`${world.url()}/${path}`)
    await phone.getByRole('heading').first().waitFor()
    expect(await phone.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320)
  }
  await phone.close()
})

test('nothing broke on the way, and the policy of the page was kept', () => {
  expect(errors).toEqual([])
})
