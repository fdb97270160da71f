import { closeSync, openSync, readdirSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Journaled } from '../../src/core/report.ts'
import { seededRandom } from '../../src/demo/random.ts'
import { placedRecords } from '../../src/runner/journal/segment.ts'
import { realWorld, seedOf } from './real-world.ts'
import { ownId, recorded } from './recorded.ts'
import { accountsOf, emitted } from './truth.ts'

const seed = seedOf('a hole in a journal')

test('what a journal lost before any server had it is told as a gap, and all around it is recorded', async () => {
  const random = seededRandom(seed)
  const world = await realWorld()
  await world.start()
  const id = await world.create('/play flood rate=300 events=100000 size=40')
  const other = await world.create('/play flood rate=50 events=100000 size=40')
  const ids = [id, other]
  await world.until('both work', () => ids.every((one) => world.begun(one)))
  await world.kill()
  const since = Date.now()
  const journal = join(world.data, 'runners', 'local', 'journal')
  const unheard = () =>
    recordsIn(journal).filter(({ report: { at, session } }) => at > since && session === id)
  await world.until('more is journaled', () => unheard().length > 60)

  // A whole tool call of the flood, wherever it stands, and what was said between its beginning and its end.
  const calls = unheard().filter(({ report: { report } }) => report.type === 'item.set')
  const begin = random.between(0, calls.length - 20)
  const from = calls[begin]?.report.seq ?? 0
  const to = from + random.between(3, 12)
  const lost = recordsIn(journal).filter(({ report: { seq } }) => seq >= from && seq <= to)
  for (const { path, end, bytes } of lost) damage(path, end - bytes, bytes)

  await world.start()
  for (const one of ids) await world.does('POST', `/sessions/${one}/interrupt`)
  const gaps = await world.until('it is told', async () => {
    const all = await Promise.all(ids.map((one) => world.events(one)))
    const found = all.map((events) => events.find((event) => event.type === 'gap.found'))
    return found.every((one) => one !== undefined) && found
  })
  for (const gap of gaps) expect(gap).toMatchObject({ runner: 'local', from, to })
  await world.rest(...ids)

  for (const one of ids) {
    const token = world.session(one).resumeToken ?? ''
    const gone = new Set(
      lost.flatMap(({ report }) => (report.session === one ? itemOf(report) : [])),
    )
    const kept = (lines: readonly object[]) =>
      lines.filter((line) => !('id' in line && gone.has(String(line.id))))
    const truth = accountsOf(emitted(world, token), token)['']?.lines ?? []
    const told = (await recorded(world, one, gone))['']?.lines ?? []
    expect(told).toEqual(kept(truth))
    expect(world.session(one)).toMatchObject({ state: 'idle', lastOutcome: 'interrupted' })
    expect((await world.events(one)).filter(({ type }) => type === 'gap.found')).toHaveLength(1)
  }
  expect(world.feed.faults).toEqual([])
})

type Placed = { path: string; end: number; bytes: number; report: Journaled }

function recordsIn(journal: string): Placed[] {
  return readdirSync(journal)
    .filter((name) => name.endsWith('.log'))
    .flatMap((name) => {
      const path = join(journal, name)
      return [...placedRecords(path)].flatMap(({ record, end, bytes }) =>
        record.kind === 'report' ? [{ path, end, bytes, report: record.report }] : [],
      )
    })
}

/** Where a record stood there is nothing that can be read. */
function damage(path: string, at: number, bytes: number) {
  const file = openSync(path, 'r+')
  writeSync(file, Buffer.alloc(bytes - 1, 'x'), 0, bytes - 1, at)
  closeSync(file)
}

/** The agent's own id of the item that a report is about. */
function itemOf({ report }: Journaled): string[] {
  if (report.type !== 'item.set' && report.type !== 'item.grew') return []
  return [ownId(report.type === 'item.set' ? report.item.id : report.id)]
}
