import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sessionWorld, type SessionWorld } from './session-world.ts'

// Projects, groups and new sessions: each step goes on from the one before.

let world: SessionWorld
let page: Page
let shop = ''

beforeAll(async () => {
  world = await sessionWorld()
  shop = join(world.home, 'shop')
  mkdirSync(join(shop, 'src'), { recursive: true })
  writeFileSync(join(shop, 'src', 'refunds.ts'), 'export {}\n')
  page = await world.page()
})
afterAll(() => world[Symbol.asyncDispose]())

const side = () => page.getByRole('navigation', { name: 'Main' })

const onePixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

test('a folder is added as a project from the sidebar', async () => {
  await side().getByRole('link', { name: 'Add a project' }).click()
  await page.getByRole('combobox', { name: 'Folder' }).fill(shop)
  await page.keyboard.press('Escape')
  await page.getByRole('main').getByRole('button', { name: 'Add project' }).last().click()
  await side().getByText('shop', { exact: true }).waitFor()
})

test('what its sessions begin with is set, and told in its line', async () => {
  await page.getByRole('main').getByRole('button', { name: /^shop/ }).click()
  await page.getByRole('combobox', { name: 'Permission' }).selectOption('Plan')
  await page.getByText('plan', { exact: true }).waitFor()
  await page.getByLabel('Environment').fill('NOT_SET_ANYWHERE')
  await page.keyboard.press('Tab')
  await page.getByText(/agents get nothing for it: NOT_SET_ANYWHERE/).waitFor()
})

test('bypass is told in red words before any session begins with it', async () => {
  await page.getByRole('combobox', { name: 'Permission' }).selectOption('Bypass')
  await page.getByText(/sessions here run anything with your rights/).waitFor()
  await page.getByRole('combobox', { name: 'Permission' }).selectOption('Plan')
})

test('a project is put in a new group, and the sidebar lists it there', async () => {
  await page.getByLabel('Name of a new group').fill('Work')
  await page.getByRole('button', { name: 'Make a group' }).click()
  await page.getByRole('combobox', { name: 'Group' }).selectOption('Work')
  await side().getByRole('heading', { name: 'Work' }).waitFor()
})

test('a new session begins as its project says, and takes a file with it', async () => {
  await side().getByText('shop', { exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'New session' })
  await dialog.getByLabel('Task').fill('Read what is attached.')
  expect(await dialog.getByRole('radio', { name: /^Plan/ }).isChecked()).toBe(true)
  await dialog.getByRole('button', { name: 'Attach' }).click()
  const file = dialog.getByRole('combobox', { name: 'Path of a file to attach' })
  await file.fill('src/re')
  await dialog.getByRole('option', { name: 'src/refunds.ts' }).waitFor()
  await file.press('Enter')
  await dialog.getByRole('list', { name: 'Attachments' }).getByText('src/refunds.ts').waitFor()
  await dialog.getByRole('button', { name: /^Start(?!,)/ }).click()
  const sent = page.getByRole('main').getByRole('list', { name: 'Attachments' })
  await sent.getByText('src/refunds.ts').waitFor()
  await page.getByText('Plans only').waitFor()
})

test('a picture that is pasted goes with the first prompt, and is shown', async () => {
  await page.keyboard.press('Escape')
  await page.keyboard.press('c')
  const dialog = page.getByRole('dialog', { name: 'New session' })
  await dialog.getByLabel('Task').fill('Look at this.')
  await dialog.getByLabel('Task').focus()
  // As text: what the browser has is not known to the compiler of the tests.
  await page.evaluate(`{
    const bytes = Uint8Array.from(atob('${onePixel}'), (letter) => letter.charCodeAt(0))
    const clipboardData = new DataTransfer()
    clipboardData.items.add(new File([bytes], 'pasted.png', { type: 'image/png' }))
    const paste = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })
    document.activeElement.dispatchEvent(paste)
  }`)
  await dialog.getByRole('img', { name: 'Attachment' }).waitFor()
  await dialog.getByRole('switch', { name: 'Belongs to the project of its folder' }).click()
  await dialog.getByRole('button', { name: /^Start(?!,)/ }).click()
  const shown = page.getByRole('main').getByRole('img', { name: 'Attachment' }).first()
  await shown.waitFor()
  await expect.poll(() => shown.evaluate((image) => Reflect.get(image, 'naturalWidth'))).toBe(1)
  await side().getByText('No project').waitFor()
})

test('looking at one group hides what rests elsewhere, and nothing that waits', async () => {
  const rests = await world.begin('/play text pace=0')
  await world.until(rests, 'idle')
  const waits = await world.begin('/play approval pace=0')
  await world.until(waits, 'needs-approval')
  await side().getByRole('link', { name: 'Fleet' }).click()
  await side()
    .getByRole('button', { name: /^Projects looked at/ })
    .click()
  await page.getByRole('menuitemradio', { name: /Work/ }).click()
  await page.getByRole('button', { name: 'Projects looked at: Work' }).waitFor()
  const main = page.getByRole('main')
  await main.getByText(/rests? in other projects/).waitFor()
  const title = /play approval/
  await main
    .getByRole('list', { name: 'Needs you' })
    .getByRole('listitem')
    .filter({ hasText: title })
    .waitFor()
  expect(await side().getByRole('link', { name: title }).count()).toBe(1)
  await main.getByRole('button', { name: 'Show all projects' }).click()
  await page.getByRole('button', { name: 'Projects looked at: All projects' }).waitFor()
})
