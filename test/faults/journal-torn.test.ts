import { readdirSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { seededRandom } from '../../src/demo/random.ts'
import { realWorld, seedOf } from './real-world.ts'
import type { Line } from './account.ts'
import { recorded } from './recorded.ts'
import { accountsOf, emitted } from './truth.ts'

const seed = seedOf('a torn journal')

test.each([1, 2, 3])(
  'a journal that ends within a record costs only what nobody had heard: reports go on without a gap (%i of 3)',
  async (round) => {
    const random = seededRandom(`${seed}/${round}`)
    const world = await realWorld()
    await world.start()
    const id = await world.create('/play flood rate=500 events=100000 size=40')
    const atLeast = random.between(30, 300)
    await world.until('the flood runs', () => {
      const token = world.session(id).resumeToken
      return token !== null && world.session(id).turn && emitted(world, token).length > atLeast
    })
    const token = world.session(id).resumeToken ?? ''
    // With the server gone first, the journal has what the server has not.
    const serverFirst = round !== 2
    if (serverFirst) {
      await world.kill()
      const had = emitted(world, token).length
      const more = random.between(50, 200)
      await world.until('more is journaled', () => emitted(world, token).length > had + more)
    }
    const killedAt = Date.now()
    process.kill(world.runner(), 'SIGKILL')
    const journal = join(world.data, 'runners', 'local', 'journal')
    const newest = readdirSync(journal)
      .filter((name) => name.endsWith('.log'))
      .sort()
      .at(-1)
    const file = join(journal, newest ?? '')
    // The server may hold what the journal loses here, or not: both must come out right.
    truncateSync(file, statSync(file).size - random.between(1, serverFirst ? 4000 : 200))
    if (serverFirst) await world.start()
    await world.until('the session crashed', () => world.session(id).state === 'crashed')

    const told = (await recorded(world, id))['']?.lines.filter(({ kind }) => kind !== 'end') ?? []
    const truth = accountsOf(emitted(world, token), token)['']?.lines ?? []
    expectPrefix(told, truth)
    // What was said two seconds before was told long ago; the tear took 4000 bytes at most.
    const old = emitted(world, token).filter(({ at }) => at < killedAt - 2000)
    expect(told.length).toBeGreaterThanOrEqual((accountsOf(old, token)['']?.lines.length ?? 0) - 20)

    await world.does('POST', `/sessions/${id}/prompts`, { text: '/play plan pace=0.1' })
    await world.until('the next turn is over', () => world.session(id).lastOutcome === 'completed')
    const events = await world.events(id)
    expect(events.filter(({ type }) => type === 'gap.found')).toEqual([])
    const again = accountsOf(
      emitted(world, token).filter(({ pid }) => pid === world.session(id).live?.pid),
      token,
    )['']?.lines.filter(({ kind }) => kind === 'plan')
    expect((await recorded(world, id))['']?.lines.filter(({ kind }) => kind === 'plan')).toEqual(
      again,
    )
    expect(world.feed.faults).toEqual([])
  },
)

/** Each line as the truth has it, in its order; only one that was still growing may be the shorter. */
function expectPrefix(told: readonly Line[], truth: readonly Line[]) {
  expect(told.length).toBeLessThanOrEqual(truth.length)
  for (const [index, line] of told.entries()) {
    const real = truth[index]
    if (line.kind === 'message' && real?.kind === 'message' && index === told.length - 1)
      expect(real.text.startsWith(line.text)).toBe(true)
    else if (line.kind === 'tool' && index >= told.length - 3)
      expect(line).toMatchObject({ kind: 'tool', id: real?.kind === 'tool' && real.id })
    else expect(line).toEqual(real)
  }
}
