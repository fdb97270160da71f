import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { errorsOf } from './errors.ts'
import { sessionWorld, type SessionWorld } from './session-world.ts'

// Tabs of panes: split, moved, resized, detached, kept.

let world: SessionWorld
let page: Page
let session = ''
const errors: string[] = []

beforeAll(async () => {
  world = await sessionWorld()
  session = await world.begin('/play text pace=0')
  await world.until(session, 'idle')
})
afterAll(() => world[Symbol.asyncDispose]())

beforeEach(async () => {
  await page?.context().close()
  page = await world.page({ viewport: { width: 1600, height: 1000 }, reducedMotion: 'reduce' })
  errorsOf(page, errors)
  await page.getByRole('heading', { name: 'Fleet' }).waitFor()
})

const panes = () => page.getByRole('region', { name: 'Pane' })
const tabs = () => page.getByRole('tablist', { name: 'Groups of panes' }).getByRole('tab')
const handle = () => page.getByRole('separator', { name: 'Size of the panes' })
const keys = async (...all: string[]) => {
  for (const key of all) await page.keyboard.press(key)
}

/** The left edges of the panes that show these headings. */
async function leftOf(heading: string): Promise<number> {
  const box = await panes()
    .filter({ has: page.getByRole('heading', { name: heading, exact: true }) })
    .boundingBox()
  return box?.x ?? Number.NaN
}

async function fleetBesideSettings() {
  await keys('Control+\\', 'g', 's')
  await page.getByRole('navigation', { name: 'Settings' }).waitFor()
  await expect.poll(() => panes().count()).toBe(2)
}

test('a handle is moved by keys and by the pointer, and a reload keeps what was made', async () => {
  await fleetBesideSettings()
  const part = async () => Number(await handle().getAttribute('aria-valuenow'))
  expect(await part()).toBe(50)
  await handle().focus()
  await keys('ArrowRight', 'ArrowRight', 'ArrowRight')
  expect(await part()).toBe(56)
  const box = await handle().boundingBox()
  const [x, y] = [(box?.x ?? 0) + 3, (box?.y ?? 0) + 200]
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(x - 200, y, { steps: 4 })
  await page.mouse.up()
  const dragged = await part()
  expect(dragged).toBeLessThan(45)
  await page.reload()
  await handle().waitFor()
  expect(await part()).toBe(dragged)
  expect(await panes().count()).toBe(2)
})

test('keys give the focus to the pane at a side, exchange two, and make one larger', async () => {
  await fleetBesideSettings()
  const before = await leftOf('Settings')
  await keys('Shift+Alt+ArrowLeft')
  await expect.poll(() => leftOf('Settings')).toBeLessThan(before)
  await keys('Alt+=')
  await expect.poll(() => handle().getAttribute('aria-valuenow')).toBe('55')
  await keys('Alt+ArrowRight')
  await expect.poll(() => new URL(page.url()).pathname).toBe('/')
  await keys('Alt+1')
  await expect.poll(() => new URL(page.url()).pathname).toBe('/settings')
  await keys('Shift+X')
  await expect.poll(() => panes().count()).toBe(1)
})

test('a pane is dragged by its grip to another side, and onto a tab', async () => {
  await fleetBesideSettings()
  const [fleet, settings] = [await panes().nth(0).boundingBox(), await panes().nth(1).boundingBox()]
  if (!fleet || !settings) throw new Error('two panes are shown')
  const drag = async (from: typeof fleet, x: number, y: number) => {
    await page.mouse.move(from.x + from.width / 2, from.y + 5)
    await page.mouse.down()
    await page.mouse.move(x, y, { steps: 4 })
    await page.mouse.up()
  }
  await drag(settings, fleet.x + 20, fleet.y + fleet.height / 2)
  await expect.poll(() => leftOf('Settings')).toBeLessThan(fleet.x + 5)
  await keys('Alt+t')
  await expect.poll(() => tabs().count()).toBe(2)
  await tabs().first().click()
  await expect.poll(() => panes().count()).toBe(2)
  const target = await tabs().nth(1).boundingBox()
  await drag(fleet, (target?.x ?? 0) + 20, (target?.y ?? 0) + 10)
  await expect.poll(() => panes().count()).toBe(1)
  await tabs().nth(1).click()
  await expect.poll(() => panes().count()).toBe(2)
})

test('presets put the panes into a shape; a tab has a name and goes by key', async () => {
  await keys('Control+\\')
  await page.getByRole('combobox', { name: 'Layout' }).selectOption('grid')
  await expect.poll(() => panes().count()).toBe(4)
  await page.getByRole('combobox', { name: 'Layout' }).selectOption('one')
  await expect.poll(() => panes().count()).toBe(1)
  expect(await tabs().count()).toBe(2)
  await tabs().first().focus()
  await keys('F2')
  await page.getByRole('textbox', { name: 'Name of the group' }).fill('Release')
  await keys('Enter')
  await page.getByRole('tab', { name: /Release/ }).waitFor()
  await keys('Alt+]')
  await expect.poll(() => tabs().nth(1).getAttribute('aria-selected')).toBe('true')
  await keys('Alt+[')
  await expect.poll(() => tabs().first().getAttribute('aria-selected')).toBe('true')
  await tabs().nth(1).focus()
  await keys('Delete')
  // One pane in one tab needs no bar.
  await expect.poll(() => tabs().count()).toBe(0)
})

test('a detached pane is a window without sidebar, and comes back when that is closed', async () => {
  await page.goto(`${world.url()}/s/${session}`)
  await page.getByRole('log', { name: 'Transcript' }).waitFor()
  const opened = page.context().waitForEvent('page')
  await keys('Shift+Alt+O')
  const own = await opened
  await own.getByRole('log', { name: 'Transcript' }).waitFor()
  expect(new URL(own.url()).pathname).toBe(`/s/${session}`)
  expect(await own.getByRole('navigation').count()).toBe(0)
  await expect.poll(() => page.getByRole('log', { name: 'Transcript' }).count()).toBe(0)
  await own.close()
  await page.getByRole('log', { name: 'Transcript' }).waitFor()
})

test('a session outside of any project opens as a group of panes with its subagents, behind what is shown', async () => {
  await keys('g', 's')
  await page.getByRole('navigation', { name: 'Settings' }).waitFor()
  const begun = await world.begin('/play nested pace=0', { permission: 'bypass' })
  await expect.poll(() => tabs().count()).toBe(2)
  expect(new URL(page.url()).pathname).toBe('/settings')
  expect(await tabs().first().getAttribute('aria-selected')).toBe('true')
  await tabs().nth(1).click()
  await expect.poll(() => new URL(page.url()).pathname).toBe(`/s/${begun}`)
  await expect.poll(() => panes().count()).toBeGreaterThan(1)
})

test('a key that the person gave to a command does it, and its old key does not', async () => {
  await keys('?')
  const sheet = page.getByRole('dialog', { name: 'Keys' })
  await sheet.getByRole('button', { name: /Notifications/ }).click()
  await sheet.getByText('press a key').waitFor()
  await keys('z')
  await keys('Escape')
  await sheet.waitFor({ state: 'detached' })
  await page.reload()
  await page.getByRole('heading', { name: 'Fleet' }).waitFor()
  await keys('b')
  await keys('z')
  await page.getByRole('dialog', { name: 'Notifications' }).waitFor()
})

test('nothing broke on the way', () => {
  expect(errors).toEqual([])
})
