import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { served, type Served } from './served.ts'

let world: Served

beforeEach(async () => {
  world = await served()
})

afterEach(() => world[Symbol.asyncDispose]())

describe('a model or permission for an agent that lives', () => {
  beforeEach(() => {
    world.begin('s1')
    const run = { run: 'r', runner: 'local', resume: null, by: 'person', attempt: 1 } as const
    world.record('s1', { type: 'agent.requested', ...run })
    const can = { resume: true, steer: true, stopChild: true }
    const ready = { run: 'r', token: 't', continuity: 'new', can } as const
    const all = { ...can, switch: { model: true, permission: true } }
    world.record('s1', { type: 'agent.ready', ...ready, can: all })
  })
  const asked = (type: string) =>
    new Promise<void>((resolve) => {
      world.dispatcher.listen((change) => {
        if (change.type === 'recorded' && change.events.some((one) => one.type === type)) resolve()
      })
    })
  const patch = (body: object) => world.call('PATCH', '/api/sessions/s1', body)

  test('is answered when the agent took it', async () => {
    const answer = patch({ model: 'large', permission: 'plan' })
    await asked('switch.asked')
    world.record('s1', { type: 'session.configured', permission: 'plan' })
    world.record('s1', { type: 'session.configured', model: 'large' })
    expect(await answer).toMatchObject({
      status: 200,
      json: { session: { model: 'large', permission: 'plan' } },
    })
  })

  test('is refused with its words', async () => {
    const answer = patch({ model: 'large' })
    await asked('switch.asked')
    world.record('s1', {
      type: 'switch.refused',
      to: { model: 'large' },
      message: 'No such model.',
    })
    expect(await answer).toMatchObject({
      status: 409,
      json: { error: { code: 'agent-refused', message: 'No such model.' } },
    })
  })

  test('is refused when the agent is gone before it answered', async () => {
    const answer = patch({ permission: 'accept-edits' })
    await asked('switch.asked')
    const exit = {
      cause: 'exited',
      code: 1,
      signal: null,
      message: 'It left.',
      stderr: '',
    } as const
    world.record('s1', { type: 'agent.exited', run: 'r', exit })
    expect(await answer).toMatchObject({
      status: 409,
      json: { error: { code: 'agent-refused', message: expect.stringContaining('It left.') } },
    })
  })

  test('is told as asked where the agent takes its time', async () => {
    world.later = (_, call) => {
      setImmediate(call)
      return () => undefined
    }
    expect(await patch({ model: 'large' })).toMatchObject({
      status: 200,
      json: { session: { model: null }, note: expect.stringContaining('not answered yet') },
    })
  })

  test('is set at once where no agent lives', async () => {
    world.begin('s2')
    const body = { model: 'large', permission: 'accept-edits' }
    expect(await world.call('PATCH', '/api/sessions/s2', body)).toMatchObject({
      json: { session: body },
    })
  })

  test('must be one', async () => {
    expect((await patch({ permission: 'everything' })).status).toBe(400)
    expect((await patch({ model: ' ' })).status).toBe(400)
  })
})
