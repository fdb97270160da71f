import { expect, test } from 'vitest'
import { marked, startedAt } from '../../src/process/reap.ts'
import { realWorld } from './real-world.ts'
import { bothSides } from './truth.ts'

test('a killed runner takes only its own sessions with it; they are resumed by their policy and nothing of their trees is left', async () => {
  const world = await realWorld({ config: { runners: ['one', 'two'] } })
  await world.start()
  const resumes = await world.create('/play slow', { runner: 'one', onCrash: 'resume' })
  const asks = await world.create('/play shell-grandchild stubborn=1 pace=0.3', { runner: 'one' })
  const other = await world.create('/play flood rate=80 events=100000', { runner: 'two' })
  const all = [resumes, asks, other]
  await world.until('all are at work', () => all.every((id) => world.begun(id)))
  const runs = [resumes, asks].map((id) => world.session(id).live?.run ?? '')
  await world.until(
    'the shell has forked',
    async () => (await marked('SIGNALBOX_RUN', runs[1] ?? '')).length > 2,
  )
  const token = world.session(resumes).resumeToken
  const otherPid = world.session(other).live?.pid
  const one = world.runner('one')
  const two = world.runner('two')

  process.kill(one, 'SIGKILL')
  await world.until('both crashed', () =>
    [resumes, asks].every((id) => world.session(id).exit?.cause === 'runner-gone'),
  )
  expect(world.session(asks)).toMatchObject({ state: 'crashed', lastOutcome: 'crashed' })
  expect(world.session(asks).reason).toMatch(/runner/)
  expect(world.session(asks).resumeToken).not.toBeNull()
  for (const run of runs) expect(await marked('SIGNALBOX_RUN', run)).toEqual([])
  expect(startedAt(one)).toBeNull()

  await world.until(
    'the one with the policy is back',
    () => world.session(resumes).state === 'idle',
  )
  const ready = (await world.events(resumes)).filter((event) => event.type === 'agent.ready')
  expect(ready).toMatchObject([{ continuity: 'new' }, { continuity: 'same', token }])
  expect(world.session(asks).state).toBe('crashed')
  expect(world.feed.runnerStates).toContainEqual(
    expect.stringMatching(
      /^one: restarting \(attempt 1 of 8 in 0\.[89]|^one: restarting \(attempt 1 of 8 in 1\.0/,
    ),
  )

  process.kill(world.runner('one'), 'SIGKILL')
  await world.until('the second try waits longer', () =>
    world.feed.runnerStates.some((state) =>
      /^one: restarting \(attempt 2 of 8 in (1\.[6-9]|2\.0)/.test(state),
    ),
  )
  await world.until('it is up again', () => world.feed.runners.get('one')?.state === 'up')

  await world.does('POST', `/sessions/${asks}/prompts`, { text: '/play text pace=0.1' })
  await world.until(
    'a prompt brings the other back too',
    () => world.session(asks).lastOutcome === 'completed',
  )
  await world.enough(other)
  const both = await bothSides(world, other)
  expect(both.recorded).toEqual(both.emitted)
  expect(world.session(other).live?.pid).toBe(otherPid)
  expect(world.runner('two')).toBe(two)
  expect(
    world.feed.runnerStates.filter((state) => /^two: (down|restarting|failed)/.test(state)),
  ).toEqual([])
})
