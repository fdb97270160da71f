import { expect, test } from 'vitest'
import { accepted, dispatchWorld, readyReport } from '../dispatch-world.ts'

async function started(runners = ['local']) {
  const world = dispatchWorld({ runners })
  await world.it.start()
  await world.settle()
  return world
}

const killed = {
  cause: 'signalled',
  code: null,
  signal: 'SIGKILL',
  message: 'killed by SIGKILL',
  stderr: '',
} as const

test('contract 27: when a runner dies only its sessions are touched: crashed, with the reason, and resumable', async () => {
  const world = await started(['one', 'two'])
  const mine = await world.working({ runner: 'one' })
  const other = await world.working({ runner: 'two' })
  world.runner('one').report(mine.id, { type: 'child.started', key: 'a', name: 'worker' })
  await world.settle()
  const before = world.types(other.id).length
  world.runner('one').die()
  await world.settle()
  await world.pass(1_000)
  expect(world.session(mine.id)).toMatchObject({
    state: 'crashed',
    reason: 'its runner is gone; its agent was ended',
    resumeToken: 'provider-session',
    exit: { cause: 'runner-gone' },
  })
  expect(world.it.fleet.childOf(mine.id, 'a')).toMatchObject({ state: 'crashed', turn: null })
  expect(world.session(other.id)).toMatchObject({ state: 'running', signal: 'ok' })
  expect(world.types(other.id)).toHaveLength(before)
  accepted(world.it.command(mine.id, { type: 'resume', by: 'person', attempt: 1 }))
  await world.settle()
  expect(world.runner('one').order('start').order.resume).toBe('provider-session')
})

test('contract 27: one failed try to reach a runner ends nothing while its process is there', async () => {
  const world = await started()
  const { id } = await world.working()
  const { door } = world.runner()
  const before = { ...door }
  door.connect = () => Promise.reject(new Error('refused'))
  world.runner().cut()
  await world.settle()
  await world.pass(20_000)
  expect(world.runner().launches).toBe(1)
  expect(world.session(id)).toMatchObject({ state: 'running', signal: 'none' })
  door.connect = () => before.connect()
  await world.pass(6_000)
  expect(world.session(id)).toMatchObject({ state: 'running', signal: 'ok' })
})

test('contract 28: a runner is started again after 1, 2, 4, … s, capped, with jitter; a failed start counts', async () => {
  const world = dispatchWorld({ world: { random: () => 0.5 } })
  await world.it.start()
  await world.settle()
  await world.working()
  const launches: number[] = []
  const { door } = world.runner()
  const before = { ...door }
  door.launch = () => {
    launches.push(world.now())
    return before.launch()
  }
  world.runner().die({ restarts: false })
  const from = world.now()
  await world.settle()
  for (let i = 0; i < 200; i++) await world.pass(1_000)
  const waits = launches.map((at, i) => at - (launches[i - 1] ?? from))
  expect(waits).toEqual([900, 1800, 3600, 7200, 14_400, 27_000, 27_000, 27_000])
})

test('contract 29: attempts begin anew only after a minute of healthy running, not at any message', async () => {
  const world = await started()
  await world.working()
  for (const attempt of [1, 2, 3]) {
    world.runner().die()
    await world.settle()
    expect(world.it.runners()).toMatchObject([{ state: 'restarting', attempt }])
    await world.pass(10_000)
    world.runner().send({ type: 'heartbeat', agents: 0, unsaved: null })
    await world.settle()
    expect(world.it.runners()).toMatchObject([{ state: 'up', attempt }])
  }
  for (let i = 0; i < 31; i++) {
    world.runner().send({ type: 'heartbeat', agents: 0, unsaved: null })
    await world.pass(2_000)
  }
  expect(world.it.runners()).toMatchObject([{ state: 'up', attempt: 0 }])
})

test('contract 29: after the last attempt it is failed, told once, and a person can have it tried again', async () => {
  const world = await started()
  const { id } = await world.working()
  world.runner().die({ restarts: false })
  for (let i = 0; i < 300; i++) await world.pass(1_000)
  expect(world.it.runners()).toMatchObject([{ state: 'failed' }])
  expect(world.session(id).state).toBe('crashed')
  const told = world.notified.filter(({ text }) => text.includes('gave up'))
  expect(told).toHaveLength(1)
  world.runner().die({ restarts: true })
  world.it.restart('local')
  await world.settle()
  await world.pass(2_000)
  expect(world.it.runners()).toMatchObject([{ state: 'up' }])
})

test('contract 30: a runner that was asked to end is not taken for crashed, and not started again', async () => {
  const world = await started()
  const { id, run } = await world.working()
  const ended = world.it.shutdown(5_000)
  await world.settle()
  expect(world.runner().heard.map(({ type }) => type)).toContain('shutdown')
  world.runner().report(id, { type: 'agent.exited', run, exit: { ...killed, cause: 'stopped' } })
  await world.settle()
  world.runner().die()
  await world.pass(100)
  expect(await ended).toEqual({ left: [] })
  await world.pass(120_000)
  expect(world.runner().launches).toBe(1)
  expect(world.session(id).state).toBe('stopped')
  expect(world.emitted.some(({ name }) => name === 'sidecar_crashed')).toBe(false)
})

test('contract 30: a stop during the back-off cancels the restart', async () => {
  const world = await started()
  await world.working()
  world.runner().die()
  await world.settle()
  await world.it.stop(1_000)
  await world.pass(60_000)
  expect(world.runner().launches).toBe(1)
})

test('contract 31: crashed sessions are resumed by themselves, kept waiting, or left, as their policy says', async () => {
  const world = await started()
  const auto = await world.working({ onCrash: 'resume' })
  const ask = await world.working({ onCrash: 'ask' })
  const leave = await world.working({ onCrash: 'leave' })
  for (const { id, run } of [auto, ask, leave])
    world.runner().report(id, { type: 'agent.exited', run, exit: killed })
  await world.settle()
  expect(world.session(auto.id).state).toBe('crashed')
  await world.pass(1_000)
  expect([auto, ask, leave].map(({ id }) => world.session(id).state)).toEqual([
    'resuming',
    'crashed',
    'crashed',
  ])
  const { run, resume } = world.runner().order('start').order
  expect(resume).toBe('provider-session')
  world.runner().report(auto.id, { ...readyReport(run), continuity: 'same' } as never)
  await world.settle()
  expect(world.session(auto.id)).toMatchObject({
    state: 'idle',
    reason: 'resumed: the same provider session; its last turn was cut off',
    // Nobody saw what became of it.
    seen: false,
  })
})

test('contract 31: a resume that cannot prove the same provider session says so', async () => {
  const world = await started()
  const { id, run } = await world.working({ onCrash: 'resume' })
  world.runner().report(id, { type: 'agent.exited', run, exit: killed })
  await world.settle()
  await world.pass(1_000)
  const again = world.runner().order('start').order.run
  world.runner().report(id, { ...readyReport(again), continuity: 'unproved' } as never)
  await world.settle()
  expect(world.session(id).reason).toContain('no proof')
})

test('contract 31: a provider session that the agent does not know is not tried again by itself', async () => {
  const world = await started()
  const { id, run } = await world.working({ onCrash: 'resume' })
  const exit = { ...killed, cause: 'not-resumed' as const, message: 'It is not known.' }
  world.runner().report(id, { type: 'agent.exited', run, exit })
  await world.settle()
  await world.pass(31_000)
  expect(world.session(id)).toMatchObject({ state: 'crashed', reason: 'It is not known.' })
})

test('contract 31: automatic resume gives up after five tries in a row', async () => {
  const world = await started()
  const { id, run } = await world.working({ onCrash: 'resume' })
  world.runner().report(id, { type: 'agent.exited', run, exit: killed })
  await world.settle()
  for (let i = 0; i < 8; i++) {
    await world.pass(31_000)
    const { live } = world.session(id)
    if (live) world.runner().report(id, { type: 'agent.exited', run: live.run, exit: killed })
    await world.settle()
  }
  const starts = world.runner().orders.filter(({ order }) => order.type === 'start')
  expect(new Set(starts.map((sent) => sent.id)).size).toBe(6)
})

test('contract 32: an agent that dies alone ends its own session only, with its code or signal kept', async () => {
  const world = await started()
  const one = await world.working()
  const other = await world.working()
  world.runner().report(one.id, {
    type: 'agent.exited',
    run: one.run,
    exit: {
      cause: 'exited',
      code: 137,
      signal: null,
      message: 'exited with code 137',
      stderr: 'Out of memory',
    },
  })
  await world.settle()
  expect(world.session(one.id)).toMatchObject({
    state: 'crashed',
    lastOutcome: 'crashed',
    exit: { cause: 'exited', code: 137, stderr: 'Out of memory' },
  })
  expect(world.session(other.id)).toMatchObject({ state: 'running' })
  expect(world.it.runners()).toMatchObject([{ state: 'up' }])
})
