import { framesOf } from './probe.ts'
import type { Seen, Stage, Wanted } from './stage.ts'

/** Frames while `sessions` sessions work at once, each writing `rate` lines a second, and Fleet is open. */
export async function busyFleet(its: Stage, wanted: Wanted & { sessions: number }): Promise<Seen> {
  const { sessions, rate, seconds, profile, say } = wanted
  say(`${sessions} sessions begin`)
  const ids: string[] = []
  for (let begun = 0; begun < sessions; begun += 1)
    // Longer than all that is measured: it ends with its session.
    ids.push(await its.begin(`/play flood rate=${rate} size=40 events=${rate * 3600}`))

  say('an empty page')
  const nothing = await its.empty()
  const empty = await framesOf(nothing, seconds)
  await nothing.context().close()
  say('the plainest page')
  const plain = await its.plainest('fleet')
  await plain.getByText('item.set').first().waitFor()
  const plainest = await framesOf(plain, seconds)
  await plain.context().close()
  say('the app')
  const page = await its.app('/')
  await page
    .getByRole('region', { name: 'Working' })
    .getByText(`${sessions}`, { exact: true })
    .waitFor()
  // Where the pointer rests nothing may move; that costs something too.
  await page.mouse.move(700, 400)
  const ours = await framesOf(page, seconds, profile)
  await page.context().close()
  for (const id of ids) await its.does('POST', `/sessions/${id}/stop`)
  return { empty, plainest, ours }
}
