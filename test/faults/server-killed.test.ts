import { expect, test } from 'vitest'
import { seededRandom } from '../../src/demo/random.ts'
import { alive, startedAt } from '../../src/process/reap.ts'
import { realWorld, seedOf, type RealWorld } from './real-world.ts'
import { bothSides, emitted, prompted } from './truth.ts'

/** Work of every kind that goes on for some seconds, whatever becomes of the server. */
const busyFleet = [
  '/play nested pace=0.25',
  '/play parallel pace=0.4',
  '/play approval pace=0.4',
  '/play flood rate=100 events=600 size=60',
  '/play long kb=120 pace=0.8',
]

const points = ['commit', 'show', 'ack'].flatMap((what) => [`before-${what}`, `after-${what}`])

const seed = seedOf('kill -9 of the server')

test.each([1, 2, 3, 4])(
  'a server killed five times in the middle of everything loses nothing, shows nothing twice, and no agent notices (%i of 4)',
  async (round) => {
    const random = seededRandom(`${seed}/${round}`)
    const world = await realWorld()
    await world.start()
    const ids: string[] = []
    for (const prompt of busyFleet) ids.push(await world.create(prompt))
    await world.until('every agent is at work', () => ids.every((id) => world.session(id).turn))
    const agents = ids.map((id) => world.session(id).live?.pid ?? 0)
    const births = agents.map(startedAt)
    await world.kill()

    for (let moment = round; moment < round + 5; moment++) {
      // Every point between commit, show and acknowledgement has its turn, and any other moment too.
      const point = points[(moment * 2 + round) % 8]
      if (point) await dieAt(`${point}:${random.between(1, 6)}`, random.between(0, 4))
      else await dieAfter(random.between(3, 25), random.between(0, 4))
    }

    async function dieAt(point: string, whose: number) {
      await world.start({ dieAt: point })
      await nudge(whose)
      await world.until(`the server dies ${point}`, async () => {
        await world.allowAll()
        return gone()
      })
    }

    async function dieAfter(frames: number, whose: number) {
      await world.start()
      await nudge(whose)
      const from = world.feed.frames
      await world.until(`${frames} frames came`, () => world.feed.frames >= from + frames)
      await world.kill()
    }

    /** Something more to do, so that no moment comes too late. */
    async function nudge(whose: number) {
      await world.ask('POST', `/sessions/${ids[whose]}/prompts`, { text: '/play plan pace=0.1' })
    }

    function gone(): boolean {
      const pid = world.server()?.pid ?? 0
      return startedAt(pid) === null
    }

    await world.start()
    await world.rest(...ids)
    for (const [index, id] of ids.entries()) {
      const both = await bothSides(world, id)
      expect(both.recorded).toEqual(both.emitted)
      await expectOneAgent(world, id, agents[index] ?? 0)
      expect(alive(agents[index] ?? 0, births[index] ?? '')).toBe(true)
    }
    expect(world.feed.faults).toEqual([])
    expect(world.feed.last).toBe((await world.status()).seq)
  },
)

/** The session had one agent from its beginning to now, and it was given each prompt once. */
async function expectOneAgent(world: RealWorld, id: string, pid: number) {
  const events = await world.events(id, 7)
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
