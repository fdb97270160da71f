/** Writes a picture of every screen into `docs/screenshots`, from a demo fleet that really runs. */
import { mkdirSync } from 'node:fs'
import { chromium, type Page } from 'playwright-core'
import { flags } from '../test/web/browser.ts'
import { needChromium } from '../test/web/chromium.ts'
import { webWorld } from '../test/web/world.ts'
import { pictureFleet } from './picture-fleet.ts'

const folder = 'docs/screenshots'
mkdirSync(folder, { recursive: true })
const browser = await chromium.launch({ executablePath: needChromium(), args: flags })
await using world = await webWorld(browser)

type Shot = { name: string; path: string; act?: (page: Page) => Promise<unknown> }
type Size = {
  name: string
  width: number
  height: number
  touch: boolean
  themes: ('dark' | 'light')[]
}

const task =
  'Reject refunds that would make the balance negative. Answer 422 with the amount that is left, and cover two refunds at once with a test.'

const press = (key: string, name: string) => async (page: Page) => {
  await page.keyboard.press(key)
  await page.getByRole('dialog', { name }).locator('button, input').first().waitFor()
}

const sizes: Size[] = [
  { name: '', width: 1440, height: 900, touch: false, themes: ['dark', 'light'] },
  { name: 'tablet-', width: 834, height: 1112, touch: true, themes: ['dark', 'light'] },
  { name: 'phone-', width: 390, height: 844, touch: true, themes: ['dark', 'light'] },
]

async function shoot(shots: Shot[], only: Size[], at?: number) {
  for (const { name: size, width, height, touch, themes } of only)
    for (const colorScheme of themes) {
      const page = await world.page({
        viewport: { width, height },
        colorScheme,
        hasTouch: touch,
        isMobile: touch,
        deviceScaleFactor: touch ? 2 : 1,
      })
      // The same ages on every picture of a run; timers go on.
      if (at !== undefined) await page.clock.setFixedTime(at)
      for (const { name, path, act } of shots) {
        await page.goto(`${world.url()}${path}`)
        await page.getByRole('heading').first().waitFor()
        await page.waitForLoadState('networkidle')
        await act?.(page)
        await page.evaluate('document.fonts.ready')
        await page.waitForTimeout(500)
        await page.screenshot({ path: `${folder}/${size}${name}-${colorScheme}.png` })
      }
      await page.close()
    }
}

await shoot([{ name: 'first-run', path: '/' }], sizes)

const starter = await world.page()
const sessions = await pictureFleet(starter, world.url())
const idOf = (title: string) => sessions.find((one) => one.title.includes(title))?.id ?? ''
const began = Date.parse(sessions[0]?.createdAt ?? '')
await starter
  .getByRole('link', { name: /Audit input validation/ })
  .first()
  .click()
await starter.getByRole('tree', { name: 'Agents' }).getByText('audit: checkout').waitFor()

const shots: Shot[] = [
  { name: 'fleet', path: '/' },
  { name: 'session', path: `/s/${idOf('Retry payments')}` },
  { name: 'subagents', path: `/s/${idOf('Audit input validation')}` },
  { name: 'needs-you', path: '/needs' },
  { name: 'settings', path: '/settings' },
]
const fixed = began + 7 * 60_000
await shoot(shots, sizes, fixed)
await shoot(
  [
    {
      name: 'new-session',
      path: '/',
      async act(page) {
        await press('c', 'New session')(page)
        await page.getByRole('textbox', { name: 'Task' }).fill(task)
      },
    },
    { name: 'commands', path: '/', act: press('Control+k', 'Commands') },
    { name: 'keys', path: '/', act: press('?', 'Keys') },
    { name: 'notifications', path: '/', act: press('b', 'Notifications') },
    {
      name: 'projects',
      path: '/',
      async act(page) {
        await page.getByRole('button', { name: 'Group by state' }).click()
        // Away from it, so that nothing looks pressed.
        await page.mouse.move(720, 880)
      },
    },
    {
      name: 'panes',
      path: `/s/${idOf('Audit input validation')}`,
      async act(page) {
        await page.keyboard.press('Control+\\')
        await page
          .getByRole('link', { name: /How orders flow/ })
          .first()
          .click()
        await page.keyboard.press('Control+Shift+|')
        await page
          .getByRole('link', { name: /Retry payments/ })
          .first()
          .click()
      },
    },
  ],
  sizes.slice(0, 1),
  fixed,
)

const lost = await world.page({ colorScheme: 'dark' })
await lost.goto(`${world.url()}/s/${idOf('Retry payments')}`)
await lost.getByRole('button', { name: /Allow once/ }).waitFor()
await lost.locator('.sk').first().waitFor()
await world.killServer()
await lost.getByText('Connection lost').waitFor()
// Long enough that what is shown has an age.
await lost.waitForTimeout(3000)
await lost.screenshot({ path: `${folder}/offline-dark.png` })
await world.startServer()
await browser.close()
