import { afterEach, beforeEach, expect, test } from 'vitest'
import type { SessionEvent } from '../core/event.ts'
import { goneExit } from '../core/receive.ts'
import { served, type Served } from './served.ts'

let world: Served
beforeEach(async () => {
  world = await served()
  world.begin('source', { cwd: '/tmp', project: '/tmp', model: 'big', permission: 'accept-edits' })
})
afterEach(() => world[Symbol.asyncDispose]())

const requested: SessionEvent = {
  type: 'agent.requested',
  run: 'r1',
  runner: 'local',
  resume: null,
  by: 'person',
  attempt: 1,
}

/** An agent of the session comes up and is able to do this. */
function comesUp(fork: boolean) {
  const can = { resume: true, steer: true, stopChild: true, fork }
  world.record('source', requested)
  world.record('source', {
    type: 'agent.ready',
    run: 'r1',
    token: 'token',
    continuity: 'new',
    can,
  })
}

const fork = (id: string, body: object = { prompt: 'another way' }) =>
  world.call('POST', `/api/sessions/${id}/fork`, body)

test('a fork begins as the other stands, from a copy of what its agent remembers', async () => {
  comesUp(true)
  world.store.putEnv('source', { KEY: 'v' })
  const { status, json } = await fork('source')
  expect([status, json]).toMatchObject([201, { session: { title: 'another way' } }])
  expect(json).not.toHaveProperty('note')
  expect(world.created).toMatchObject([
    {
      agent: 'demo',
      cwd: '/tmp',
      project: '/tmp',
      model: 'big',
      permission: 'accept-edits',
      env: { KEY: 'v' },
      resumeToken: 'token',
      forkOf: 'source',
    },
  ])
})

test('model, permission and title may be chosen for it', async () => {
  comesUp(true)
  const chosen = { model: 'small', permission: 'plan', title: 'Plan B' }
  await fork('source', { prompt: 'x', ...chosen })
  expect(world.created).toMatchObject([{ ...chosen, named: true }])
})

test('what its agent does not know any more is not copied, and the person is told', async () => {
  comesUp(true)
  const exit = goneExit('not-resumed', 'It is not known.')
  world.record('source', { type: 'agent.exited', run: 'r1', exit })
  const { json } = await fork('source')
  expect(json).toMatchObject({ note: expect.stringContaining('remembers nothing') })
  expect(world.created).toMatchObject([{ resumeToken: null, forkOf: 'source' }])
})

test('a subagent, an agent that cannot, and one that was never ready are refused', async () => {
  const parent = { id: 'source', rootId: 'source', key: 'k', toolUse: null, background: false }
  world.begin('below', { parent: { ...parent, placeholder: false } })
  const refusals = [await fork('below'), await fork('source')]
  comesUp(false)
  refusals.push(await fork('source'), await fork('nobody'))
  const told = (status: number, code: string, message: string) => ({
    status,
    json: { error: { code, message: expect.stringContaining(message) } },
  })
  expect(refusals).toMatchObject([
    told(409, 'is-subagent', 'fork its root source'),
    told(409, 'cannot-fork', 'has nothing to go on from yet'),
    told(409, 'cannot-fork', 'cannot go on from a copy'),
    told(404, 'not-found', 'nobody'),
  ])
  expect(world.created).toEqual([])
})
