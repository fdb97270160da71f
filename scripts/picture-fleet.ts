import type { Page } from 'playwright-core'
import type { ApprovalJson, SessionJson } from '../src/contract/response.ts'

/** Begun in words beside the fleet of the demo, and allowed whatever they ask: what a day leaves behind. */
const asked = [
  { project: 'shop-api', prompt: 'Add a health endpoint', after: 'nothing' },
  { project: 'ledger', prompt: 'Write tests for the month filter', after: 'nothing' },
  { project: 'weather-board', prompt: 'Document the options of the board', after: 'nothing' },
  { project: 'shop-api', prompt: 'Split the order handler in two', after: 'seen' },
  { project: 'ledger', prompt: 'Explain how a booking becomes a line', after: 'seen' },
  { project: 'weather-board', prompt: 'Review the cache of the forecast', after: 'seen' },
  { project: 'weather-board', prompt: 'Rename the icons after their weather', after: 'stop' },
] as const

/** A day's fleet, as far as it gets by itself: some wait, some work, the others are done. */
export async function pictureFleet(page: Page, url: string): Promise<SessionJson[]> {
  const api = `${url}/api`
  const sessions = async () =>
    ((await (await page.request.get(`${api}/sessions`)).json()) as { sessions: SessionJson[] })
      .sessions
  const post = (path: string, data: object = {}) => page.request.post(`${api}/${path}`, { data })

  await page.getByRole('button', { name: 'Start the demo' }).click()
  const asks = page.getByRole('list', { name: 'Needs you' }).getByRole('listitem')
  for (const title of ['Retry payments', 'A cent missing', 'Upgrade the', 'Shrink the icon'])
    await asks.filter({ hasText: title }).waitFor()

  const demo = await sessions()
  const begun = await Promise.all(
    asked.map(async ({ project, prompt, after }) => {
      const cwd = demo.find((one) => one.cwd.endsWith(`/${project}`))?.cwd
      const answer = await post('sessions', { prompt, cwd, agent: 'demo', permission: 'ask' })
      return { after, id: ((await answer.json()) as { session: SessionJson }).session.id }
    }),
  )
  const ours = (id: string, all: SessionJson[]) => {
    const root = all.find((one) => one.id === id)?.rootId ?? id
    return begun.some((one) => one.id === root)
  }
  for (;;) {
    const all = await sessions()
    const busy = begun.filter(({ id }) => all.find((one) => one.id === id)?.state !== 'idle')
    if (busy.length === 0) break
    const list = await page.request.get(`${api}/approvals`)
    const { approvals } = (await list.json()) as { approvals: ApprovalJson[] }
    for (const { id, sessionId } of approvals)
      if (ours(sessionId, all)) await post(`approvals/${id}`, { choice: 'allow' })
    await page.waitForTimeout(250)
  }
  for (const { id, after } of begun) if (after !== 'nothing') await post(`sessions/${id}/${after}`)
  return sessions()
}
