import { describe, expect, test } from 'vitest'
import { connected, feedStage, message, ofType, settle } from './feed-stage.ts'

describe('a subscription', () => {
  test('to the fleet begins with a snapshot and goes on with lean events', async () => {
    const { world, timers, socket, say } = feedStage()
    world.begin('s1')
    say({ type: 'subscribe', to: 'fleet' })
    world.record('s1', message('m1', 'long '.repeat(200)))
    await settle(socket, timers)
    expect(socket.frames.map(({ type }) => type)).toEqual(['hello', 'fleet', 'projects', 'events'])
    expect(ofType(socket.frames, 'fleet')).toMatchObject([
      { seq: 1, sessions: [{ id: 's1' }], runners: [{ name: 'local' }], saving: { ok: true } },
    ])
    expect(JSON.stringify(ofType(socket.frames, 'events')).length).toBeLessThan(600)
  })

  test('to a session gives whole events of it alone, and its deltas', async () => {
    const { world, timers, socket, say } = feedStage()
    world.begin('s1')
    const parent = {
      id: 's1',
      rootId: 's1',
      key: 'k',
      toolUse: null,
      background: false,
      placeholder: false,
    }
    world.begin('s1a', { parent })
    say({ type: 'subscribe', to: 'session', session: 's1a' })
    const delta = { id: 'i', kind: 'message', offset: 0, text: 'Hel' } as const
    world.tell({
      type: 'deltas',
      deltas: [
        { session: 's1', ...delta },
        { session: 's1', child: 'k', ...delta },
      ],
    })
    world.record('s1a', message('m1', 'w'.repeat(1000)))
    world.record('s1', message('m2'))
    await settle(socket, timers)
    expect(ofType(socket.frames, 'session')).toMatchObject([
      { seq: 2, session: { id: 's1a' }, events: [{ seq: 2 }], more: false },
    ])
    expect(ofType(socket.frames, 'deltas')).toEqual([
      { type: 'deltas', deltas: [{ session: 's1a', ...delta }] },
    ])
    expect(ofType(socket.frames, 'events')).toMatchObject([
      { to: 's1a', events: [{ seq: 3, item: { text: 'w'.repeat(1000) } }] },
    ])
  })

  test('is told of runners, notices, saving and removals', async () => {
    const { world, timers, socket, say } = feedStage()
    world.begin('s1')
    world.begin('s2')
    say({ type: 'subscribe', to: 'fleet' })
    say({ type: 'subscribe', to: 'session', session: 's1' })
    const [runner] = world.dispatcher.runners()
    if (runner) world.tell({ type: 'runner', runner: { ...runner, state: 'down' } })
    world.tell({ type: 'saving', saving: { ok: false, since: 1, reason: 'full' } })
    world.dispatcher.remove('s1')
    world.record('s2', message('m'))
    await settle(socket, timers)
    expect(socket.frames.map(({ type }) => type).slice(4)).toEqual([
      'runner',
      'saving',
      'removed',
      'events',
    ])
    expect(ofType(socket.frames, 'removed')).toEqual([{ type: 'removed', sessions: ['s1'] }])
  })

  test('that comes back is told what was removed and how the runners are', async () => {
    const { world, timers, socket, say } = feedStage()
    world.begin('s1')
    world.begin('s2')
    const after = world.store.lastSeq()
    world.dispatcher.remove('s1')
    say({ type: 'subscribe', to: 'fleet', after })
    await settle(socket, timers)
    expect(socket.frames.map(({ type }) => type)).toEqual([
      'hello',
      'removed',
      'runner',
      'saving',
      'projects',
      'caught-up',
    ])
  })

  test('that is ahead of the log, or too far behind it, begins anew', async () => {
    const { world, timers, socket, say } = feedStage()
    world.begin('s1')
    say({ type: 'subscribe', to: 'fleet', after: 99 })
    say({ type: 'subscribe', to: 'session', session: 's1', after: 99 })
    for (let n = 0; n < 5001; n++) world.record('s1', message(`m${n}`))
    await settle(socket, timers)
    say({ type: 'subscribe', to: 'fleet', after: 1 })
    say({ type: 'subscribe', to: 'session', session: 's1', after: 1 })
    await settle(socket, timers)
    expect(ofType(socket.frames, 'fleet')).toHaveLength(2)
    expect(ofType(socket.frames, 'session')).toMatchObject([{ more: false }, { more: true }])
    expect(ofType(socket.frames, 'session').at(-1)?.events).toHaveLength(200)
  })

  test('counts only its own events as missed', async () => {
    const { world, timers, socket, say } = feedStage()
    world.begin('s1')
    world.begin('s2')
    for (let n = 0; n < 5001; n++) world.record('s2', message(`m${n}`))
    world.record('s1', message('mine'))
    say({ type: 'subscribe', to: 'session', session: 's1', after: 1 })
    await settle(socket, timers)
    expect(ofType(socket.frames, 'events')).toMatchObject([{ events: [{ seq: 5004 }] }])
    expect(ofType(socket.frames, 'session')).toHaveLength(0)
  })

  test('ends when it is said so', async () => {
    const { world, timers, socket, say } = feedStage()
    world.begin('s1')
    say({ type: 'subscribe', to: 'fleet' })
    say({ type: 'unsubscribe', to: 'fleet' })
    world.record('s1', message('m'))
    await settle(socket, timers)
    expect(ofType(socket.frames, 'events')).toEqual([])
  })
})

test.each([
  '{',
  '[]',
  '{"type":"subscribe"}',
  '{"type":"subscribe","to":"session"}',
  '{"type":"subscribe","to":"fleet","after":-1}',
])('the frame %s is answered with an error, and the connection stays', async (text) => {
  const { timers, socket, client, say } = feedStage()
  client.receive(text)
  say({ type: 'subscribe', to: 'session', session: 'nobody' })
  say({ type: 'subscribe', to: 'fleet' })
  await settle(socket, timers)
  expect(socket.frames).toMatchObject([
    { type: 'hello' },
    { type: 'error', code: 'bad-request' },
    { type: 'error', code: 'not-found' },
    { type: 'fleet' },
    { type: 'projects' },
  ])
})

test('small events of one moment share a frame; large ones do not grow it without end', async () => {
  const { world, timers, socket, say } = feedStage()
  world.begin('s1')
  say({ type: 'subscribe', to: 'session', session: 's1' })
  for (let n = 0; n < 50; n++) world.record('s1', message(`m${n}`))
  timers.goOff()
  await settle(socket, timers)
  expect(ofType(socket.frames, 'events')).toHaveLength(1)
  for (let n = 0; n < 10; n++) world.record('s1', message(`n${n}`, 'y'.repeat(30_000)))
  await settle(socket, timers)
  const sizes = ofType(socket.frames, 'events').map((frame) => JSON.stringify(frame).length)
  expect(Math.max(...sizes)).toBeLessThan(100_000)
})

test('a client that cannot be served is let go, and the others are not', async () => {
  const { world, timers, live, socket, say } = feedStage()
  const other = connected(live)
  world.begin('s1')
  say({ type: 'subscribe', to: 'fleet' })
  other.say({ type: 'subscribe', to: 'fleet' })
  socket.send = () => {
    throw new Error('broken')
  }
  world.record('s1', message('m'))
  await settle(other.socket, timers)
  world.record('s1', message('n'))
  await settle(other.socket, timers)
  expect(ofType(other.socket.frames, 'events').flatMap(({ events }) => events)).toHaveLength(2)
})
