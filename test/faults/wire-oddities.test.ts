import { afterAll, beforeAll, expect, test } from 'vitest'
import { realWorld, type RealWorld } from './real-world.ts'
import { bothSides } from './truth.ts'

let world: RealWorld
let end = () => Promise.resolve()
beforeAll(async () => {
  world = await realWorld({ atEnd: (its) => void (end = its) })
  await world.start()
})
afterAll(() => end())

/** Plays a scene beside a session that knows nothing of it, and gives both when they rest. */
async function besideAQuietOne(scene: string) {
  const quiet = await world.create('/play plan pace=0.5')
  const odd = await world.create(`/play ${scene} pace=0.1`)
  await world.rest(quiet, odd)
  const both = await bothSides(world, quiet)
  expect(both.recorded).toEqual(both.emitted)
  expect(world.session(quiet)).toMatchObject({ state: 'idle', lastOutcome: 'completed' })
  expect(world.feed.faults).toEqual([])
  return { id: odd, ...(await bothSides(world, odd)) }
}

test('a line of 20 MB is one message like any other', async () => {
  const { id, recorded, emitted } = await besideAQuietOne('line mb=20')
  expect(world.session(id)).toMatchObject({ state: 'idle', lastOutcome: 'completed' })
  const [long] = recorded['']?.lines ?? []
  expect(long?.kind === 'message' && long.text.length).toBe(20 * 1024 * 1024)
  // Compared by hand: a difference of such texts is nothing to print.
  expect(JSON.stringify(recorded) === JSON.stringify(emitted)).toBe(true)
})

test('half a line and then death: what came whole is kept, and the session says how it ended', async () => {
  const { id, recorded, emitted } = await besideAQuietOne('halfline')
  expect(world.session(id)).toMatchObject({
    state: 'crashed',
    exit: { cause: 'exited', code: 1 },
    lastOutcome: 'crashed',
  })
  const lines = recorded['']?.lines.filter(({ kind }) => kind !== 'end')
  expect(lines).toEqual(emitted['']?.lines)
})

test('bytes that are no UTF-8 are shown as such, and the session goes on', async () => {
  const { recorded, emitted } = await besideAQuietOne('badutf8')
  expect(recorded).toEqual(emitted)
  expect(JSON.stringify(recorded)).toContain('caf\ufffd')
})

test('line and paragraph separators do not end a line', async () => {
  const { recorded, emitted } = await besideAQuietOne('u2028')
  expect(recorded).toEqual(emitted)
  expect(recorded['']?.lines[0]).toMatchObject({
    text: 'One\u2028two\u2029three\u0085four: still one line.',
  })
})

test('what a future protocol says is kept raw, and what is known of it is shown', async () => {
  const { id, recorded, emitted } = await besideAQuietOne('future')
  expect(recorded).toEqual(emitted)
  const kept = (await world.events(id)).filter((event) => event.type === 'wire.unknown')
  expect(kept.map(({ wire }) => wire)).toEqual([
    expect.stringContaining('hologram_update'),
    expect.stringContaining('session/hologram'),
  ])
  expect(recorded['']?.lines.at(-1)).toMatchObject({ outcome: 'completed' })
})
