import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { errorsOf } from './errors.ts'
import { sessionWorld, type SessionWorld } from './session-world.ts'

// What can be done by its words: the commands, and what a menu copies.

let world: SessionWorld
let page: Page
const errors: string[] = []

beforeAll(async () => {
  world = await sessionWorld()
  const session = await world.begin('/play text pace=0')
  await world.until(session, 'idle')
  page = await world.open(session)
  errorsOf(page, errors)
})
afterAll(() => world[Symbol.asyncDispose]())

const commands = () => page.getByRole('dialog', { name: 'Commands' })
const field = (name: string) => commands().getByRole('combobox', { name }).waitFor()

async function type(words: string) {
  await field('Sessions and commands')
  await page.keyboard.type(words)
}

test('the permission of a session is switched by its words', async () => {
  await page.keyboard.press('Control+k')
  await type('plans only')
  await commands().getByRole('option', { name: 'Plans only' }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Permission: Plans only' }).waitFor()
})

test('a model is named in a further step, and Escape goes one step back', async () => {
  await page.keyboard.press('Control+k')
  await type('switch the model')
  await page.keyboard.press('Enter')
  await field('Switch the model')
  await page.keyboard.press('Escape')
  await type('another model')
  await page.keyboard.press('Enter')
  await field('Model, as the agent names it')
  await page.keyboard.type('demo-small')
  await commands().getByRole('option', { name: 'Set the model demo-small' }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Model: demo-small' }).waitFor()
  expect(await commands().count()).toBe(0)
})

test('where the browser lets no page copy, one line says so and holds what to copy', async () => {
  // As on plain http from another machine.
  await page.evaluate(`Object.defineProperty(navigator, 'clipboard', { value: undefined })`)
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Copy the path of its folder' }).click()
  const told = page.locator('.toast').filter({ hasText: 'Not copied' })
  await told.getByText(world.home).waitFor()
})

test('nothing broke on the way', () => {
  expect(errors).toEqual([])
})
