import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { expect, onTestFinished, test } from 'vitest'
import { flags } from '../web/browser.ts'
import { needChromium } from '../web/chromium.ts'
import { errorsOf } from '../web/errors.ts'
import { pressUntil, pressUntilGone } from '../web/press.ts'
import { wholePath } from './path/whole-path.ts'

const path = await wholePath()

async function entered() {
  const { url = '', token = '' } = path.server() ?? {}
  const browser = await chromium.launch({ executablePath: needChromium(), args: flags })
  onTestFinished(() => browser.close())
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  const errors = errorsOf(page)
  await page.goto(`${url}/login?token=${token}`)
  return { url, page, errors }
}

test('in the browser it is begun, asked by a subagent of a subagent, allowed by key, and its cost is shown', async () => {
  const { page, errors } = await entered()
  await page.getByRole('heading', { name: 'Start your first session' }).waitFor()

  await page.keyboard.press('c')
  const dialog = page.getByRole('dialog', { name: 'New session' })
  await dialog.getByRole('textbox', { name: 'Task' }).fill('Do it in depth. play:outer-asks')
  await dialog.getByRole('combobox', { name: 'Folder' }).fill(path.project)
  await dialog.getByRole('heading', { name: 'New session' }).click()
  await dialog.getByRole('radio', { name: /claude/ }).check()
  await dialog.getByRole('textbox', { name: 'Model' }).fill('claude-sonnet-4-5')
  await page.keyboard.press('Control+Enter')
  await dialog.waitFor({ state: 'detached' })

  const tree = page.getByRole('tree', { name: 'Agents' })
  const inner = tree.locator('.b').getByText('inner', { exact: true })
  await inner.waitFor()
  const dock = page.getByRole('region', { name: /inner wants to run a command/ })
  await dock
    .locator('.cmd')
    .getByText(/touched/)
    .waitFor()
  await pressUntilGone(page, 'y', dock)

  const log = page.getByRole('log', { name: 'Transcript' })
  await log.getByText('All is done.').waitFor()
  await log.getByText('Turn 1').waitFor()
  await inner.click()
  await page.getByRole('heading', { name: 'inner' }).waitFor()
  await log.getByText('You allowed').waitFor()
  await log.locator('.prose').getByText('The call came back.').waitFor()
  await page.goBack()
  const [main] = [...path.feed.fleet.all()].filter(({ child }) => child === null)
  const cost = path.feed.fleet.treeUsage(main?.id ?? '').costUsd ?? 0
  expect(cost).toBeGreaterThan(0)
  const shown = cost < 0.01 ? '<$0.01' : `$${cost.toFixed(2)}`
  await page.getByRole('heading', { name: /play:outer-asks/ }).waitFor()
  await page.locator('header').getByText(shown, { exact: true }).waitFor()
  expect(await path.rested(main?.id ?? '')).toMatchObject({ state: 'idle', agent: 'claude' })
  expect(Object.keys(await path.told(main?.id ?? ''))).toEqual(['', 'outer', 'inner'])
  expect(errors).toEqual([])
})

test('in the browser its permission and model are changed while it lives, and it is forked', async () => {
  const { id, ended } = await path.run('To be changed', 'play:second')
  await ended
  const { url, page, errors } = await entered()
  await page.goto(`${url}/s/${id}`)
  const log = page.getByRole('log', { name: 'Transcript' })
  await page.getByRole('button', { name: 'Permission: Asks before it acts' }).click()
  await page.getByRole('menuitemradio', { name: /^Accepts edits/ }).click()
  await log.getByText('From here on: permission accept-edits').waitFor()
  await page.getByRole('button', { name: 'Permission: Accepts edits' }).waitFor()
  await page.getByRole('button', { name: 'Model: claude-sonnet-4-5' }).click()
  await page.getByRole('menuitem', { name: 'Another model' }).click()
  await page.keyboard.type('claude-haiku-4-5')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Model: claude-haiku-4-5' }).waitFor()
  await page.keyboard.type('play:writes')
  await page.keyboard.press('Enter')
  await log.getByText('It is written.').waitFor()
  expect(path.model.models.at(-1)).toBe('claude-haiku-4-5')
  expect(existsSync(join(path.project, 'written.txt'))).toBe(true)

  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: /^Fork/ }).click()
  await page.keyboard.type('play:remembers')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'play:remembers' }).waitFor()
  await log.getByText('I remember.').waitFor()
  expect(path.named('play:remembers')).toMatchObject({
    fork: { of: id },
    model: 'claude-haiku-4-5',
    permission: 'accept-edits',
  })
  expect(errors).toEqual([])
})

test('in the browser a question says what each answer would mean, and several are chosen by key and by hand', async () => {
  const { id, ended } = await path.run('Several', 'play:several')
  await ended
  const { url, page, errors } = await entered()
  await page.goto(`${url}/s/${id}`)
  const dock = page.getByRole('region', { name: /asks you/ })
  const monday = dock.getByRole('checkbox', { name: /^Monday as Monday as can be/ })
  const chosen = dock.getByRole('checkbox', { checked: true })
  await pressUntil(page, '1', chosen, 1)
  await monday.click()
  await expect.poll(() => chosen.count()).toBe(0)
  await dock.getByRole('checkbox', { name: /^Sunday/ }).click()
  await monday.click()
  await dock.getByRole('button', { name: 'Send 2' }).click()
  const log = page.getByRole('log', { name: 'Transcript' })
  await log.getByText('Both days.').waitFor()
  expect(path.model.faults).toEqual([])
  expect(errors).toEqual([])
})
