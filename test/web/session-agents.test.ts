import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { demoFleet } from '../../src/demo/fleet.ts'
import { sessionWorld, type SessionWorld } from './session-world.ts'

// What agents and subagents ask, and what a person does about them.

let world: SessionWorld
beforeAll(async () => {
  world = await sessionWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

const log = (page: Page) => page.getByRole('log', { name: 'Transcript' })
const dock = (page: Page) => page.getByRole('region', { name: /wants to/ })

/** Presses a key until something came of it: keys are armed a moment after a question came up. */
async function pressUntil(page: Page, key: string, done: () => Promise<boolean>) {
  await expect
    .poll(
      async () => {
        await page.keyboard.press(key)
        return done()
      },
      { interval: 450, timeout: 20_000 },
    )
    .toBe(true)
}

test('a key pressed twice in haste answers one request, not the one after it', async () => {
  const session = await world.begin('/play approvals pace=0')
  await world.until(session, 'needs-approval')
  const page = await world.open(session)
  const command = dock(page).locator('.cmd')
  const first = await command.textContent()
  await pressUntil(page, 'y', async () => {
    // The second press comes with the first one: it is meant for what is not there yet.
    await page.keyboard.press('y')
    const allow = dock(page).getByRole('button', { name: /Allow once/ })
    // In this order: what is there now may be asked by the next one already.
    if (await allow.evaluateAll((found) => found.some((one) => one.matches(':disabled'))))
      return true
    return !(await command.allTextContents()).includes(first ?? '')
  })
  await expect.poll(() => command.textContent()).not.toBe(first)
  await log(page).getByText('You allowed').waitFor()
  expect(await log(page).getByText('You allowed').count()).toBe(1)
  await page.close()
})

test('a denial carries its reason into the transcript', async () => {
  const session = await world.begin('/play approval pace=0')
  await world.until(session, 'needs-approval')
  const page = await world.open(session)
  const why = page.getByRole('textbox', { name: 'Why not' })
  await pressUntil(page, 'Shift+N', async () => (await why.count()) > 0)
  await why.fill('not on a Friday')
  await page.keyboard.press('Enter')
  await log(page).getByText('You denied').waitFor()
  await log(page).getByText('“not on a Friday”').waitFor()
  await page.close()
})

test('one subagent is stopped alone, and a folded node tells what is below it', async () => {
  const { prompt = '' } = demoFleet.find(({ story }) => story === 'validation-audit') ?? {}
  const session = await world.begin(prompt, { permission: 'accept-edits' })
  const page = await world.open(session)
  const tree = page.getByRole('tree', { name: 'Agents' })
  const node = tree.getByRole('treeitem').filter({ hasText: 'audit: orders' })
  await node.hover()
  await node.getByRole('button', { name: 'Stop this subagent' }).click()
  await node.getByRole('img', { name: /Stopped|Done/ }).waitFor()
  await log(page)
    .getByText(/2 running/)
    .waitFor()
  const root = tree.getByRole('treeitem').first()
  await root.focus()
  await page.keyboard.press('ArrowLeft')
  await root.getByText(/^\+\d/).waitFor()
  expect(await tree.getByRole('treeitem').count()).toBe(1)
  await page.keyboard.press('ArrowRight')
  await node.waitFor()
  await node.focus()
  await page.keyboard.press('Control+Enter')
  await page.getByRole('heading', { name: 'audit: orders' }).waitFor()
  await page.getByRole('heading', { name: 'Audit' }).first().waitFor()
  await page.close()
})

test('rows are chosen and opened from the keyboard', async () => {
  const session = await world.begin('/play tools pace=0')
  await world.until(session, 'idle')
  const page = await world.open(session)
  await log(page).getByText('npm run lint').waitFor()
  const opened = () => log(page).locator('.chosen [aria-expanded=true]').count()
  for (let row = 0; row < 10 && (await opened()) === 0; row++) {
    await page.keyboard.press('j')
    await page.keyboard.press('e')
  }
  expect(await opened()).toBe(1)
  await page.keyboard.press('e')
  expect(await opened()).toBe(0)
  await page.close()
})

test('a failed turn has one button, and it says the same again', async () => {
  const session = await world.begin('/play fail kind=rate-limit pace=0')
  await world.until(session, 'failed')
  const page = await world.open(session)
  await log(page).getByText('Rate limited').waitFor()
  await log(page).getByRole('button', { name: 'Try again' }).click()
  await expect.poll(() => log(page).getByText('Rate limited').count()).toBe(2)
  // What a turn ended with is told by its session; that this failed by the fleet, a moment later.
  await expect.poll(() => log(page).getByRole('button', { name: 'Try again' }).count()).toBe(1)
  await page.close()
})
