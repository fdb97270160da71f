import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { built, placed } from './package.ts'
import { realWorld, type RealWorld } from './real-world.ts'
import { fill, inOwnNamespace, mayMount, smallDisk } from './small-disk.ts'
import { bothSides } from './truth.ts'

test('a database that another process holds loses nothing: it is told, reads go on, and all is there when it is free', async () => {
  const world = await realWorld()
  await world.start()
  const flood = await world.create('/play flood rate=100 events=100000')
  const nested = await world.create('/play nested pace=0.3')
  await world.until('both work', () => world.begun(flood) && world.begun(nested))

  const holder = spawn(process.execPath, [
    resolve('test/programs/holds-database.mjs'),
    join(world.data, 'signalbox.sqlite'),
  ])
  onTestFinished(() => void holder.kill('SIGKILL'))
  const gone = once(holder, 'exit')
  const [said] = await Promise.race([once(holder.stdout, 'data'), gone])
  expect(String(said)).toBe('held\n')
  await expectTold(world, flood, () => world.feed.saving?.ok === false)
  holder.stdin.end()
  await gone
  await expectBack(world, flood, nested)
})

test('a full disk loses nothing: it is told, reads go on, and all is there when there is room again', async () => {
  if (!mayMount()) return inOwnNamespace(import.meta.filename, 'a full disk loses nothing')
  const { folder: data, end } = smallDisk(24)
  onTestFinished(end)
  const world = await realWorld({ data, package: { ...built, node: machinesOwnNode() } })
  await world.start()
  const flood = await world.create('/play flood rate=150 events=100000 size=400')
  const nested = await world.create('/play nested pace=0.3')
  await world.until('both work', () => world.begun(flood) && world.begun(nested))

  const ballast = join(data, 'ballast')
  fill(ballast)
  const unsaved = () => world.feed.runners.get('local')?.unsaved ?? null
  await world.until('whoever is to write first tells that it cannot', () => {
    // A few last bytes are given free by others meanwhile.
    fill(ballast)
    return unsaved() !== null || world.feed.saving?.ok === false
  })
  const reason = await expectTold(world, flood, async () => {
    fill(ballast)
    // With its agents held the server has nothing to save until somebody wants something.
    await world.ask('POST', `/sessions/${flood}/prompts`, { text: '/play text pace=0.1' })
    return world.feed.saving?.ok === false
  })
  expect(reason).toMatch(/ENOSPC|full/)
  rmSync(ballast)
  await expectBack(world, flood, nested)
})

/**
 * It is told that nothing can be saved; who asks is answered, and who wants something is refused. Gives the reason that
 * was told. Both are looked at until they are so together: what is folded in meanwhile can make a little room.
 */
async function expectTold(
  world: RealWorld,
  id: string,
  told: () => boolean | Promise<boolean>,
): Promise<string> {
  await world.until('it is told that nothing is saved', told)
  for (const path of ['/sessions', `/sessions/${id}`, `/sessions/${id}/events`, '/approvals'])
    expect(await world.ask('GET', path)).toMatchObject({ status: 200 })
  const { saving, refused } = await world.until('a wish is refused', async () => {
    await told()
    const { saving: now } = await world.status()
    const answer = await world.ask('POST', `/sessions/${id}/prompts`, { text: 'and then?' })
    return !now.ok && answer?.status === 507 && { saving: now, refused: answer }
  })
  expect(refused.body).toMatchObject({ error: { code: 'not-saved' } })
  return saving.reason
}

async function expectBack(world: RealWorld, flood: string, nested: string) {
  await world.until('saving works again', () => world.feed.saving?.ok === true)
  await world.until('the journal is written again', () => !world.feed.runners.get('local')?.unsaved)
  await world.enough(flood)
  await world.rest(nested)
  for (const id of [flood, nested]) {
    const both = await bothSides(world, id)
    expect(both.recorded).toEqual(both.emitted)
  }
  expect(world.session(nested).lastOutcome).toBe('completed')
  expect((await world.status()).saving).toMatchObject({ ok: true })
  expect(world.feed.faults).toEqual([])
}

/** One that is not part of the package, so that no copy of it has to fit onto the small disk. */
function machinesOwnNode(): string {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-node-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return placed(join(folder, 'node'))
}
