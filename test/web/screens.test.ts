import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { wrongOn } from './axe.ts'
import { pressUntilGone } from './press.ts'
import { testBrowser } from './test-browser.ts'
import { webWorld, type WebWorld } from './world.ts'

// Every screen, for everybody: what axe finds, the keyboard alone, small and enlarged pages, less motion, forced colours.

let world: WebWorld
let session = ''

beforeAll(async () => {
  world = await webWorld(await testBrowser())
  const first = await world.page()
  expect(await wrongOn(first)).toEqual([])
  await first.getByRole('button', { name: 'Start the demo' }).click()
  const asks = first.getByRole('list', { name: 'Needs you' }).getByRole('listitem')
  for (const title of ['Retry payments', 'A cent missing', 'Upgrade the forecast'])
    await asks.filter({ hasText: title }).waitFor()
  const answer = await first.request.get(`${world.url()}/api/sessions`)
  const { sessions } = (await answer.json()) as { sessions: { id: string; title: string }[] }
  session = sessions.find(({ title }) => title.includes('Audit input'))?.id ?? ''
  // What nobody looks at shall take no time from what is tested.
  await first.context().close()
})
afterAll(() => world[Symbol.asyncDispose]())

const dialogs = [
  ['c', 'New session'],
  ['?', 'Keys'],
  ['b', 'Notifications'],
  ['Control+k', 'Commands'],
] as const

const sizes = {
  desktop: {},
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
} satisfies Record<string, Parameters<Browser['newPage']>[0]>

async function goTo(page: Page, path: string): Promise<void> {
  await page.goto(`${world.url()}${path}`)
  await page.getByRole('heading').first().waitFor()
}

/** What is wider than the page, so that one would have to scroll sideways. */
const tooWide = (page: Page) =>
  page.evaluate('document.documentElement.scrollWidth > innerWidth ? document.body.innerText : ""')

const screens = {
  Fleet: () => '/',
  'Needs you': () => '/needs',
  'a session': () => `/s/${session}`,
  'Settings, agents': () => '/settings',
  'Settings, projects': () => '/settings/projects',
  'Settings, notifications': () => '/settings/notifications',
  'Settings, appearance': () => '/settings/appearance',
  'Settings, data': () => '/settings/data',
}

describe.each(
  (['dark', 'light'] as const).flatMap((colorScheme) =>
    (['desktop', 'phone'] as const).map((size) => ({ colorScheme, size })),
  ),
)('axe, $colorScheme, $size', ({ colorScheme, size }) => {
  let page: Page
  beforeAll(async () => {
    page = await world.page({ colorScheme, reducedMotion: 'reduce', ...sizes[size] })
  })
  afterAll(() => page.context().close())

  test.each(Object.entries(screens))('finds nothing wrong in %s', async (_, path) => {
    await goTo(page, path())
    expect(await wrongOn(page)).toEqual([])
  })

  // A phone has no keys.
  test.each(size === 'desktop' ? dialogs : [])(
    'finds nothing wrong behind %s, %s',
    async (key, name) => {
      if (new URL(page.url()).pathname !== '/') await goTo(page, '/')
      await page.keyboard.press(key)
      const dialog = page.getByRole('dialog', { name })
      await dialog.locator('button, input').first().waitFor()
      expect(await wrongOn(page)).toEqual([])
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'detached' })
    },
  )
})

test.each([
  ['320 px', { width: 320, height: 720 }],
  ['200 % of 1280 px', { width: 640, height: 400 }],
])('nothing has to be scrolled sideways at %s', async (_, viewport) => {
  const page = await world.page({ viewport, reducedMotion: 'reduce' })
  for (const path of Object.values(screens).map((of) => of())) {
    await goTo(page, path)
    expect(await tooWide(page), path).toBe('')
  }
  await page.context().close()
})

test('where less motion is wished nothing turns, slides or fades', async () => {
  const page = await world.page({ reducedMotion: 'reduce' })
  for (const path of ['/', `/s/${session}`]) {
    await goTo(page, path)
    const moving = await page.evaluate(
      `document.getAnimations().filter((one) => one.playState === 'running' && one.effect.getComputedTiming().duration > 1).length`,
    )
    expect(moving, path).toBe(0)
  }
  await page.context().close()
})

test('with forced colours marks of states are still drawn, and the focus is seen', async () => {
  const page = await world.page({ forcedColors: 'active', reducedMotion: 'reduce' })
  await page.getByRole('list', { name: 'Needs you' }).waitFor()
  const marks = await page
    .getByRole('list', { name: 'Needs you' })
    .locator('svg')
    .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().width))
  expect(marks.filter((width) => width > 0).length).toBeGreaterThan(2)
  expect(await wrongOn(page, ['color-contrast'])).toEqual([])
  await page.keyboard.press('Tab')
  const outline = await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')
  expect(outline).not.toBe('none')
  await page.context().close()
})

test('the Tab key reaches everything, shows where it is, and gets stuck nowhere', async () => {
  const page = await world.page({ reducedMotion: 'reduce' })
  for (const path of ['/', '/needs', `/s/${session}`, '/settings']) {
    await goTo(page, path)
    const seen = new Set<string>()
    for (let press = 0; press < 250; press++) {
      await page.keyboard.press('Tab')
      const at = (await page.evaluate(`(() => {
        const node = document.activeElement
        if (!node || node === document.body) return ''
        globalThis.tabbed ??= new Map()
        const known = globalThis.tabbed.get(node)
        if (!known) globalThis.tabbed.set(node, globalThis.tabbed.size + 1)
        const rings = (one) => {
          const { outlineStyle, outlineWidth } = getComputedStyle(one)
          return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2
        }
        // A field may show it on the frame that it fills.
        const ring = rings(node) || rings(node.parentElement)
        const { top, left, bottom, right, width, height } = node.getBoundingClientRect()
        const inSight = width > 0 && height > 0 && bottom > 0 && right > 0 && top < innerHeight && left < innerWidth
        return (known ? 'again ' : '') + (ring ? '' : 'unseen ') + (inSight ? '' : 'out of sight ') + node.tagName + (globalThis.tabbed.get(node) ?? '')
      })()`)) as string
      if (at === '' || at.startsWith('again')) break
      expect(at, path).not.toMatch(/unseen|out of sight/)
      seen.add(at)
    }
    expect(seen.size, path).toBeGreaterThan(5)
  }
  await page.context().close()
})

test('a session is begun, answered and closed without a pointer', async () => {
  const page = await world.page({ reducedMotion: 'reduce' })
  await page.getByRole('heading', { name: 'Fleet' }).waitFor()
  await page.keyboard.press('c')
  const dialog = page.getByRole('dialog', { name: 'New session' })
  await dialog.getByRole('textbox', { name: 'Task' }).focus()
  await page.keyboard.type('/play approval pace=0')
  await page.keyboard.press('Control+Enter')
  await dialog.waitFor({ state: 'detached' })
  const allow = page.getByRole('button', { name: /Allow once/ })
  await allow.waitFor()
  await pressUntilGone(page, 'y', allow)
  await page.getByText('You allowed').waitFor()
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Sessions and commands' }).fill('>fleet')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Fleet' }).waitFor()
  await page.context().close()
})
