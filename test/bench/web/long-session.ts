import type { Page } from 'playwright-core'
import { framesOf, type Frames } from './probe.ts'
import type { Seen, Stage, Wanted } from './stage.ts'

/** Of 25 lines that a flood writes so many are items of their own; the rest are pieces of one message. */
const itemsOf25 = 4

/** Frames while a session that holds `items` items is open and its agent writes `rate` lines a second. */
export async function longSession(its: Stage, wanted: Wanted & { items: number }): Promise<Seen> {
  const { items, rate, seconds, profile, say } = wanted
  say(`filling a session with ${items} items`)
  const session = await its.begin(`/play flood rate=0 size=40 events=${(items / itemsOf25) * 25}`)
  await its.rest(session)
  const flood = `/play flood rate=${rate} size=40 events=${rate * (seconds + 6)}`

  async function during(page: Page, shows: string, file?: string): Promise<Frames> {
    await its.prompt(session, flood)
    await page.getByText(shows).first().waitFor()
    const found = await framesOf(page, seconds, file)
    await its.rest(session)
    await page.context().close()
    return found
  }

  say('an empty page')
  const empty = await during(await its.empty(), 'Nothing')
  say('the plainest page')
  const plainest = await during(await its.plainest(session), 'rebuilt')
  say('the app')
  const page = await its.app(`/s/${session}`)
  await page.getByRole('log', { name: 'Transcript' }).getByText('Turn 3').waitFor()
  const ours = await during(page, 'rebuilt', profile)
  return { empty, plainest, ours }
}
