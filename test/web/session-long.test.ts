import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sessionWorld, type SessionWorld } from './session-world.ts'

// A session of tens of thousands of items: paged by the server, windowed in the browser.

let world: SessionWorld
let page: Page
let session = ''
type Event = { seq: number; type: string; item?: { kind: string; title: string } }

beforeAll(async () => {
  world = await sessionWorld()
  session = await world.begin('/play text pace=0', { permission: 'bypass' })
  await world.rest(session, 1)
  await world.prompt(session, '/play flood rate=0 events=100000 size=40')
  await world.rest(session, 2)
  await world.prompt(session, '/play text pace=0 the last one')
  await world.rest(session, 3)
  page = await world.open(session)
})
afterAll(() => world[Symbol.asyncDispose]())

const log = () => page.getByRole('log', { name: 'Transcript' })
const jump = () => page.locator('.jump')
const pin = () => page.locator('.pin')

/** The place of the first row that is seen, and what it says. */
function topRow(): Promise<{ text: string; y: number }> {
  return log().evaluate((node) => {
    const top = node.getBoundingClientRect().top + 40
    const rows = [...node.querySelectorAll('.w')]
    const first = rows
      .map((row) => ({ text: row.textContent ?? '', y: row.getBoundingClientRect().bottom - top }))
      .filter(({ y }) => y > 0)
      .sort((a, b) => a.y - b.y)[0]
    return first ?? { text: '', y: 0 }
  })
}

/** How far a row went that was seen before, in pixels; which row is the first can change by a hair. */
async function moved(seen: { text: string; y: number }): Promise<number> {
  const now = await log().evaluate((node, wanted) => {
    const top = node.getBoundingClientRect().top + 40
    const row = [...node.querySelectorAll('.w')].find(({ textContent }) => textContent === wanted)
    return row ? row.getBoundingClientRect().bottom - top : Infinity
  }, seen.text)
  return Math.abs(now - seen.y)
}

/** Resolves when the browser draws the next frame. */
function nextFrame(): Promise<unknown> {
  return page.evaluate('new Promise((resolve) => requestAnimationFrame(resolve))')
}

/** Resolves when the rows have stood still for some frames. */
async function atRest(): Promise<void> {
  const where = () => log().evaluate((node) => node.scrollTop)
  for (let before = await where(), still = 0; still < 12;) {
    await nextFrame()
    const now = await where()
    still = now === before ? still + 1 : 0
    before = now
  }
}

async function heap(): Promise<number> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('HeapProfiler.collectGarbage')
  const { usedSize } = await devtools.send('Runtime.getHeapUsage')
  await devtools.detach()
  return usedSize
}

/** The first call after an event of the session, as its event tells it. */
async function callAfter(seq: number): Promise<{ seq: number; title: string }> {
  const { events } = await world.get<{ events: Event[] }>(
    `sessions/${session}/events?after=${seq}&limit=100`,
  )
  const found = events.find(({ item }) => item?.kind === 'tool')
  return { seq: found?.seq ?? 0, title: found?.item?.title ?? '' }
}

test('it opens at its end, with few rows in the page', async () => {
  await log().getByText('the last one').waitFor()
  // The last turn is short: on top are rows of the one before.
  await pin().getByText('2 / 3').waitFor()
  expect(await log().locator('.w').count()).toBeLessThan(80)
})

test('scrolling up reads on without a jump: what was on top only goes down', async () => {
  await log().hover()
  const seen: number[] = []
  for (let turn = 0; turn < 120; turn++) {
    await page.mouse.wheel(0, -400)
    await nextFrame()
    const number = Number(
      /shard (\d+)|^\s*(\d+) /
        .exec((await topRow()).text)
        ?.slice(1)
        .find(Boolean),
    )
    if (number > 0) seen.push(number)
  }
  expect(seen.length).toBeGreaterThan(60)
  expect(seen).toEqual(seen.toSorted((a, b) => b - a))
  const steps = seen.slice(1).map((number, at) => (seen[at] ?? 0) - number)
  expect(Math.max(...steps)).toBeLessThan(200)
})

test('Home goes to the start, End to the end, and brackets from turn to turn', async () => {
  await log().focus()
  await page.keyboard.press('Home')
  await log().getByText('/play text pace=0', { exact: true }).waitFor()
  await pin().getByText('1 / 3').waitFor()
  await page.keyboard.press('End')
  await log().getByText('the last one').waitFor()
  // The uppermost row is still one of the turn before.
  await pin().getByText('2 / 3').waitFor()
  await page.keyboard.press('[')
  await pin().getByText('1 / 3').waitFor()
  await page.keyboard.press(']')
  await pin().getByText('2 / 3').waitFor()
  await log().getByText('/play flood rate=0').waitFor()
})

test.each([0.1, 0.5, 0.9])('an address leads to an item anywhere in it: %f', async (part) => {
  const { events } = await world.get<{ events: Event[] }>(`sessions/${session}/events?limit=1`)
  const call = await callAfter(Math.floor((events[0]?.seq ?? 0) * part))
  await page.goto(`${world.url()}/s/${session}?at=${call.seq}`)
  await page.locator('.flash').getByText(call.title, { exact: true }).waitFor()
})

test('going all over it leaves the page as small as it was', async () => {
  await page.goto(`${world.url()}/s/${session}`)
  await log().getByText('the last one').waitFor()
  const before = await heap()
  for (const key of ['Home', 'End', 'Home', 'End']) {
    await log().focus()
    await page.keyboard.press(key)
    await log().hover()
    for (let turn = 0; turn < 60; turn++) await page.mouse.wheel(0, key === 'Home' ? 2000 : -2000)
  }
  const after = await heap()
  expect(after - before).toBeLessThan(20e6)
})

test('what comes while one reads further up moves nothing, and is counted', async () => {
  await log().focus()
  await page.keyboard.press('End')
  await jump().waitFor({ state: 'detached' })
  await log().hover()
  await page.mouse.wheel(0, -1500)
  await page.locator('.jump', { hasText: 'To the end' }).waitFor()
  await atRest()
  const read = await topRow()
  await world.prompt(session, '/play flood rate=200 events=400 size=40')
  await page.locator('.jump', { hasText: /\d\d new/ }).waitFor()
  await world.rest(session, 4)
  expect(await moved(read)).toBeLessThan(2)
  await jump().click()
  await log().getByText('Turn 4').waitFor()
})

test('at the end it follows what comes, and a small move up is a wish to stay', async () => {
  await world.prompt(session, '/play flood rate=200 events=600 size=40')
  const end = () => log().evaluate((node) => node.scrollHeight - node.scrollTop - node.clientHeight)
  await log()
    .getByText(/shard [1-9]\d\d$/)
    .first()
    .waitFor()
  await expect.poll(end).toBeLessThan(48)
  await log().hover()
  await page.mouse.wheel(0, -30)
  await jump().waitFor()
  await atRest()
  const read = await topRow()
  await world.rest(session, 5)
  expect(await moved(read)).toBeLessThan(2)
})

test('what came while one was away lies behind a line', async () => {
  await log().focus()
  await page.keyboard.press('End')
  await log().getByText('Turn 5').waitFor()
  await page.goto(world.url())
  await world.prompt(session, '/play text pace=0 said meanwhile')
  await world.rest(session, 6)
  await page.goto(`${world.url()}/s/${session}`)
  await log()
    .getByText(/New since you left, \d items/)
    .waitFor()
})
