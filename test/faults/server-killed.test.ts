import { afterAll, beforeAll, expect, test } from 'vitest'
import { seededRandom } from '../../src/demo/random.ts'
import { alive, startedAt } from '../../src/process/reap.ts'
import { realWorld, seedOf, type RealWorld } from './real-world.ts'
import { bothSides, emitted, prompted } from './truth.ts'

/** Work of every kind, that goes on for some seconds whatever becomes of the server. */
const busyFleet = [
  '/play nested pace=0.25',
  '/play parallel pace=0.4',
  '/play approval pace=0.4',
  '/play flood rate=100 events=400 size=60',
  '/play long kb=120 pace=0.8',
]

/** Every point between commit, show and acknowledgement has its turn, and any other moment too. */
const points = [
  ...['commit', 'show', 'ack'].flatMap((what) => [`before-${what}`, `after-${what}`]),
  null,
  null,
]

const seed = seedOf('kill -9 of the server')
const ids: string[] = []
let agents: { pid: number; started: string }[] = []
let world: RealWorld
let end = () => Promise.resolve()

// One fleet for all the moments: whatever one of them did wrong, the last test finds it.
beforeAll(async () => {
  world = await realWorld({ atEnd: (its) => void (end = its) })
  await world.start()
  for (const prompt of busyFleet) ids.push(await world.create(prompt))
  await world.until('every agent has begun', () => ids.every((id) => world.begun(id)))
  agents = ids
    .map((id) => world.session(id).live?.pid ?? 0)
    .map((pid) => ({ pid, started: startedAt(pid) ?? '' }))
  await world.kill()
})
afterAll(() => end())

test.each(Array.from({ length: 20 }, (_, index) => [index + 1]))(
  'a server killed in the middle of everything comes back, shows nothing twice and leaves nothing out, and no agent notices (moment %i of 20)',
  async (moment) => {
    const random = seededRandom(`${seed}/${moment}`)
    const point = points[moment % points.length]
    if (point) await dieAt(`${point}:${random.between(1, 6)}`)
    else await dieAfter(random.between(2, 12))
    expect(world.feed.faults).toEqual([])
    expect(agents.every(({ pid, started }) => alive(pid, started))).toBe(true)

    async function dieAt(where: string) {
      await world.start({ dieAt: where })
      await nudge()
      await world.until(`the server dies ${where}`, async () => {
        await world.allowAll()
        return startedAt(world.server()?.pid ?? 0) === null
      })
    }

    async function dieAfter(frames: number) {
      await world.start()
      await nudge()
      const from = world.feed.frames
      // Asks are answered here too: at some moment every session would wait for leave, and none say a word.
      await world.until(`${frames} frames came`, async () => {
        await world.allowAll()
        return world.feed.frames >= from + frames
      })
      await world.kill()
    }

    /** More to do for one after the other and for somebody else, so that no moment finds the fleet at rest. */
    async function nudge() {
      for (const whose of [moment % ids.length, random.between(0, ids.length - 1)]) {
        const text = busyFleet[random.between(0, busyFleet.length - 1)]?.replace(
          'events=400',
          'events=100',
        )
        await world.ask('POST', `/sessions/${ids[whose]}/prompts`, { text })
      }
    }
  },
)

test('after twenty such moments everything is recorded that the agents said, in their order and once', async () => {
  await world.start()
  await world.rest(...ids)
  for (const [index, id] of ids.entries()) {
    const both = await bothSides(world, id)
    expect(both.recorded).toEqual(both.emitted)
    await expectOneAgent(id, agents[index]?.pid ?? 0)
  }
  expect(agents.every(({ pid, started }) => alive(pid, started))).toBe(true)
  expect(world.feed.faults).toEqual([])
  expect(world.feed.last).toBe((await world.status()).seq)
})

/** The session had one agent from its beginning to now, and it was given each prompt once. */
async function expectOneAgent(id: string, pid: number) {
  const events = await world.events(id, 50)
  expect(events.filter(({ type }) => type === 'agent.started')).toHaveLength(1)
  expect(events.filter(({ type }) => type === 'agent.exited')).toEqual([])
  const token = world.session(id).resumeToken ?? ''
  expect(new Set(emitted(world, token).map((entry) => entry.pid))).toEqual(new Set([pid]))
  const texts = new Map(
    events.flatMap((event) =>
      event.type === 'prompt.queued' ? [[event.prompt.id, event.prompt.text]] : [],
    ),
  )
  const sent = events.flatMap((event) => (event.type === 'prompt.sent' ? [event.id] : []))
  expect(prompted(world, token)).toEqual(sent.map((prompt) => texts.get(prompt)))
}
