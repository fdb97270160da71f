import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sessionWorld, type SessionWorld } from './session-world.ts'

// Writing to a session: one person's messages, in the order in which they are said.

let world: SessionWorld
let page: Page
let session = ''

beforeAll(async () => {
  world = await sessionWorld()
  writeFileSync(join(world.home, 'notes.md'), 'notes')
  session = await world.begin('/play text pace=0')
  await world.until(session, 'idle')
  page = await world.open(session)
})
afterAll(() => world[Symbol.asyncDispose]())

const box = () => page.locator('.comp textarea')
const log = () => page.getByRole('log', { name: 'Transcript' })
const queue = () => page.getByRole('list', { name: 'Waiting messages' })

test('a message of several lines is written with Shift and Enter, and sent with Enter', async () => {
  await page.keyboard.press('i')
  await page.keyboard.type('/play text pace=0')
  await page.keyboard.press('Shift+Enter')
  await page.keyboard.type('on two lines')
  expect(await box().inputValue()).toBe('/play text pace=0\non two lines')
  await page.keyboard.press('Enter')
  await log().getByText('on two lines').waitFor()
  expect(await box().inputValue()).toBe('')
})

test('arrows bring back what was said before', async () => {
  await world.until(session, 'idle')
  await box().focus()
  await page.keyboard.press('ArrowUp')
  expect(await box().inputValue()).toBe('/play text pace=0\non two lines')
  await page.keyboard.press('Home')
  await page.keyboard.press('Control+Home')
  await page.keyboard.press('ArrowUp')
  expect(await box().inputValue()).toBe('/play text pace=0')
  await box().fill('')
})

test('a file is attached by a path that is completed, and the agent is given it', async () => {
  await page.getByRole('button', { name: 'Attach a file' }).click()
  await page.getByRole('combobox', { name: 'Path of a file' }).fill('no')
  await page.getByRole('option', { name: 'notes.md' }).waitFor()
  await page.keyboard.press('Enter')
  await page.locator('.comp').getByText('notes.md').waitFor()
  await page.keyboard.type('/play text pace=0')
  await page.keyboard.press('Enter')
  await log().getByText('I was given notes.md').waitFor()
  await log().getByRole('list', { name: 'Attachments' }).getByText('notes.md').waitFor()
  expect(await page.locator('.comp').getByText('notes.md').count()).toBe(0)
})

const onePixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

test('a pasted picture is shown, goes with the message, and reaches the agent as a picture', async () => {
  await world.until(session, 'idle')
  await box().focus()
  // As text: what the browser has is not known to the compiler of the tests.
  await page.evaluate(`{
    const bytes = Uint8Array.from(atob('${onePixel}'), (letter) => letter.charCodeAt(0))
    const clipboardData = new DataTransfer()
    clipboardData.items.add(new File([bytes], 'shot.png', { type: 'image/png' }))
    const paste = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })
    document.activeElement.dispatchEvent(paste)
  }`)
  const picture = page.locator('.comp').getByRole('img', { name: 'Attachment' })
  await picture.waitFor()
  await expect.poll(() => picture.evaluate((image) => Reflect.get(image, 'naturalWidth'))).toBe(1)
  await page.keyboard.type('/play text pace=0 again')
  await page.keyboard.press('Enter')
  await log().getByText('I was given a picture (image/png, 70 bytes)').waitFor()
  await log().getByRole('img', { name: 'Attachment' }).waitFor()
})

test('a message sent in mid-turn waits, is changed from the keyboard, and goes after the turn', async () => {
  await world.until(session, 'idle')
  await world.prompt(session, '/play slow ms=600000')
  await world.until(session, 'running')
  await box().fill('/play text pace=0 waiting')
  await page.keyboard.press('Enter')
  await queue().getByText('/play text pace=0 waiting').waitFor()
  await box().focus()
  await page.keyboard.press('ArrowUp')
  const change = queue().getByRole('textbox', { name: 'Waiting message' })
  await change.fill('/play text pace=0 changed')
  await page.keyboard.press('Enter')
  await queue().getByText('/play text pace=0 changed').waitFor()
  await page.getByRole('button', { name: 'Interrupt the turn' }).click()
  await log().getByText('Interrupted by you').waitFor()
  await log().getByText('/play text pace=0 changed').waitFor()
  await expect.poll(() => queue().count()).toBe(0)
})

test('what was written and not sent is there after a reload', async () => {
  await world.until(session, 'idle')
  await box().fill('half a thought')
  await page.reload()
  await expect.poll(() => box().inputValue()).toBe('half a thought')
})
