import { expect, test } from 'vitest'
import { marked } from '../../src/process/reap.ts'
import { realWorld, seedOf } from './real-world.ts'
import { seededRandom } from '../../src/demo/random.ts'
import { recorded } from './recorded.ts'
import { accountsOf, bothSides, emitted } from './truth.ts'

const seed = seedOf('kill -9 of an agent')

test('an agent that is killed ends its own session only: crashed with the signal, what it left is reaped, and it can be resumed', async () => {
  const world = await realWorld()
  await world.start()
  const id = await world.create('/play shell-grandchild stubborn=1 pace=0.3')
  const other = await world.create('/play flood rate=60 events=180')
  const shell = await world.until('the shell runs', async () => {
    const items = world.session(id).live ? await world.events(id) : []
    for (const event of items) {
      const text = event.type === 'item.grew' ? event.text : ''
      const output =
        event.type === 'item.set' && event.item.kind === 'tool' ? event.item.output : ''
      const pid = /\(pid (\d+)\)/.exec(`${text}${output ?? ''}`)?.[1]
      if (pid !== undefined) return Number(pid)
    }
    return null
  })
  const { run = '', pid = 0 } = world.session(id).live ?? {}
  const token = world.session(id).resumeToken ?? ''
  const itsOwn = (await marked('SIGNALBOX_RUN', run)).map((one) => one.pid)
  expect(itsOwn).toContain(shell)
  expect(itsOwn.length).toBeGreaterThan(2)

  process.kill(pid ?? 0, 'SIGKILL')
  await world.until('it crashed', () => world.session(id).state === 'crashed')
  expect(world.session(id)).toMatchObject({
    lastOutcome: 'crashed',
    resumeToken: token,
    exit: { cause: 'signalled', signal: 'SIGKILL', code: null },
  })
  expect(await marked('SIGNALBOX_RUN', run)).toEqual([])
  expect(world.session(other).live).not.toBeNull()

  await world.does('POST', `/sessions/${id}/resume`)
  await world.until('it is back', () => world.session(id).state === 'idle')
  const ready = (await world.events(id)).findLast(({ type }) => type === 'agent.ready')
  expect(ready).toMatchObject({ continuity: 'same', token })
  await world.does('POST', `/sessions/${id}/prompts`, { text: '/play plan pace=0.1' })
  await world.until('the next turn is over', () => world.session(id).lastOutcome === 'completed')
  await world.rest(id, other)
  const both = await bothSides(world, other)
  expect(both.recorded).toEqual(both.emitted)
  expect(both.recorded['']?.lines.at(-1)).toMatchObject({ outcome: 'completed' })
})

test('of a killed agent everything is recorded that it sent', async () => {
  const random = seededRandom(seed)
  const world = await realWorld()
  await world.start()
  const ids: string[] = []
  for (const prompt of [
    '/play flood rate=400 events=4000',
    '/play long kb=500 pace=0.3',
    '/play nested pace=0.4',
  ])
    ids.push(await world.create(prompt))
  for (const id of ids) {
    const atLeast = random.between(5, 40)
    await world.until(`${id} said something`, () => {
      const { live, resumeToken } = world.session(id)
      return live?.pid && resumeToken && emitted(world, resumeToken).length > atLeast
    })
    process.kill(world.session(id).live?.pid ?? 0, 'SIGKILL')
  }
  await world.until('all crashed', () => ids.every((id) => world.session(id).state === 'crashed'))
  for (const id of ids) {
    const token = world.session(id).resumeToken ?? ''
    const truth = emitted(world, token)
    const told = withoutCrash(await recorded(world, id))
    // At most the last entry of its log was not, or not wholly, given to the system.
    const fits = [truth, truth.slice(0, -1)].map((entries) => accountsOf(entries, token))
    expect(fits).toContainEqual(told)
  }
})

/** Without the ends that no agent told: its session and subagents ended with it. */
function withoutCrash(accounts: Awaited<ReturnType<typeof recorded>>) {
  for (const account of Object.values(accounts))
    account.lines = account.lines.filter(
      (line) => line.kind !== 'end' || line.outcome !== 'crashed',
    )
  return accounts
}
