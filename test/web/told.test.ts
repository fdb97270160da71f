import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sessionWorld, type SessionWorld } from './session-world.ts'

// What the person is told while they look elsewhere, and what is left of it all without a server.

let world: SessionWorld
let page: Page
let waits = ''

beforeAll(async () => {
  world = await sessionWorld()
  page = await world.page()
  await page.goto(`${world.url()}/settings`)
  await page.getByText('Live', { exact: true }).waitFor()
})
afterAll(() => world[Symbol.asyncDispose]())

const toast = (title: string) => page.locator('.toast').filter({ hasText: title })

test('a turn that ends elsewhere is one toast with its title, and goes by itself', async () => {
  await world.begin('/play text pace=0 the first')
  await toast('the first').waitFor()
  expect(await page.locator('.toast').count()).toBe(1)
  expect(await toast('the first').textContent()).not.toMatch(/[0-9a-f]{8}/)
  await toast('the first').waitFor({ state: 'detached' })
})

test('a crash stays until somebody acts, takes no focus, and gives way to nothing that goes', async () => {
  const before = await page.evaluate('document.activeElement.tagName')
  await world.begin('/play crash pace=0 the second')
  await toast('the second').getByText('stays until you act').waitFor()
  expect(await page.evaluate('document.activeElement.tagName')).toBe(before)
  for (const later of ['the third', 'the fourth']) {
    await world.begin(`/play text pace=0 ${later}`)
    await toast(later).waitFor()
  }
  expect(await page.locator('.toast').count()).toBeLessThanOrEqual(2)
  expect(await toast('the second').count()).toBe(1)
})

test('the title of the tab counts what needs the person', async () => {
  await expect.poll(() => page.title()).toBe('(1) Settings · Signalbox')
  waits = await world.begin('/play approval pace=0 the fifth')
  await world.until(waits, 'needs-approval')
  await expect.poll(() => page.title()).toBe('(2) Settings · Signalbox')
  const icon = page.locator('link[rel=icon]')
  await expect.poll(() => icon.getAttribute('href')).toContain('fdbe45')
})

test('the notification centre has each outcome once, and on top what is still open', async () => {
  await page.keyboard.press('b')
  const centre = page.getByRole('dialog', { name: 'Notifications' })
  await centre.getByText('stays until answered').waitFor()
  const open = centre.locator('div.nt')
  await open.filter({ hasText: 'the fifth' }).getByRole('button', { name: 'Allow once' }).waitFor()
  expect(await open.filter({ hasText: 'the second' }).count()).toBe(1)
  const past = centre.locator('button.nt')
  for (const title of ['the first', 'the third', 'the fourth'])
    expect(await past.filter({ hasText: title }).count(), title).toBe(1)
  expect(await past.filter({ hasText: 'the second' }).count()).toBe(0)
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Notifications, 0 new' }).waitFor()
})

test('it can be installed: a manifest, and icons as large as it says', async () => {
  const { start_url, display, icons } = (await (
    await page.request.get(`${world.url()}/app.webmanifest`)
  ).json()) as { start_url: string; display: string; icons: { src: string; sizes: string }[] }
  expect([start_url, display]).toEqual(['/', 'standalone'])
  for (const { src, sizes } of icons) {
    const answer = await page.request.get(`${world.url()}${src}`)
    expect(answer.ok(), src).toBe(true)
    if (sizes === 'any') continue
    const picture = await answer.body()
    expect(`${picture.readUInt32BE(16)}x${picture.readUInt32BE(20)}`, src).toBe(sizes)
  }
})

test('without a server what is shown tells its age, and answers wait', async () => {
  await page.goto(`${world.url()}/needs`)
  const allow = page.getByRole('button', { name: /^Allow once/ }).first()
  await allow.waitFor()
  await world.killServer()
  await page.getByText('Connection lost').waitFor()
  await page.getByText(/Everything on screen is from \d\d:\d\d:\d\d, \d+ s ago/).waitFor()
  await page.getByText(/You can answer when the connection is back/).waitFor()
  expect(await allow.isDisabled()).toBe(true)
  expect(await page.locator('link[rel=icon]').getAttribute('href')).toContain('f36563')
  await page.keyboard.press('y')
})

test('the app opens without its server, and nothing of the data was kept', async () => {
  await page.goto(world.url())
  await page.getByText('The server does not answer').waitFor()
  const kept = await page.evaluate<string[]>(`(async () => {
    const all = await Promise.all(
      (await caches.keys()).map(async (name) => (await caches.open(name)).keys()),
    )
    return all.flat().map(({ url }) => new URL(url).pathname)
  })()`)
  expect(kept).toContain('/')
  expect(kept.filter((path) => path !== '/' && !path.startsWith('/assets/'))).toEqual([])
})

test('the answer that was pressed meanwhile was not given: it is still asked', async () => {
  await world.startServer()
  await page.getByText('Live', { exact: true }).waitFor()
  await page.goto(`${world.url()}/needs`)
  await page
    .getByRole('button', { name: /^Allow once/ })
    .first()
    .waitFor()
  await world.until(waits, 'needs-approval')
})
