import { expect, test } from 'vitest'
import { inWorld } from './world.ts'

test('a bad request fails the turn, and the next turn works', () =>
  inWorld(async ({ start }) => {
    const { agent, until, texts } = start()
    agent.prompt('t1', 'p1', 'play:bad')
    const { outcome, error } = await until('turn.ended')
    expect(outcome).toBe('failed')
    expect(error).toMatchObject({
      kind: 'bad-request',
      message: expect.stringContaining('bad thing'),
    })
    agent.prompt('t2', 'p2', 'play:text')
    expect(await until('turn.ended', ({ turn }) => turn === 't2')).toMatchObject({
      outcome: 'completed',
    })
    expect(texts()).toEqual(['Hello from the script.'])
  }))

test('an overloaded API is tried again, and the person sees it', () =>
  inWorld(async ({ start }) => {
    const { agent, until, items } = start()
    agent.prompt('t1', 'p1', 'play:busy')
    expect(await until('turn.ended')).toMatchObject({ outcome: 'completed' })
    expect(items()).toMatchObject([
      { kind: 'notice', settled: true, text: expect.stringContaining('529') },
      { kind: 'message', text: 'Recovered.' },
    ])
  }))

test('a login that is refused is tried again until the person stops it', () =>
  inWorld(async ({ start }) => {
    const { agent, until } = start()
    agent.prompt('t1', 'p1', 'play:locked')
    await until('item.set', ({ item }) => item.kind === 'notice' && item.text.includes('401'))
    agent.interrupt()
    expect(await until('turn.ended')).toMatchObject({ outcome: 'interrupted' })
  }))

test('an interrupt in mid-sentence keeps what was said, and the session goes on', () =>
  inWorld(async ({ start }) => {
    const { agent, until, texts, told } = start()
    agent.prompt('t1', 'p1', 'play:hanging')
    await until('item.set', ({ item }) => item.kind === 'message')
    agent.interrupt()
    expect(await until('turn.ended')).toMatchObject({ outcome: 'interrupted' })
    expect(texts()).toEqual(['A word and then'])
    agent.prompt('t2', 'p2', 'play:second')
    await until('turn.ended', ({ turn }) => turn === 't2')
    expect(told.some((one) => 'report' in one && one.report.type === 'wire.unknown')).toBe(false)
  }))

test('an interrupt in mid-command ends the command', () =>
  inWorld(async ({ start }) => {
    const { agent, until, items } = start()
    agent.prompt('t1', 'p1', 'play:sleeps')
    await until('item.set', ({ item }) => item.kind === 'tool' && item.status === 'running')
    agent.interrupt()
    expect(await until('turn.ended')).toMatchObject({ outcome: 'interrupted' })
    expect(items()[0]).toMatchObject({ kind: 'tool', settled: true, status: 'failed' })
  }))

test('an interrupt withdraws what was asked', () =>
  inWorld(async ({ start }) => {
    const { agent, until } = start()
    agent.prompt('t1', 'p1', 'play:touch')
    const { ask } = await until('ask.opened')
    agent.interrupt()
    const { id, answer } = await until('ask.answered')
    expect([id, answer.choice]).toEqual([ask.id, 'withdrawn'])
    expect(await until('turn.ended')).toMatchObject({ outcome: 'interrupted' })
    expect(agent.answer(ask.id, { choice: 'allow' })).toBe(false)
  }))

test('a killed agent is resumed with its whole history', () =>
  inWorld(async ({ start }) => {
    const first = start()
    const { token } = await first.until('agent.ready')
    first.agent.prompt('t1', 'p1', 'play:text')
    await first.until('turn.ended')
    first.agent.prompt('t2', 'p2', 'play:hanging')
    await first.until('item.set', ({ item }) => item.kind === 'message' && !item.settled)
    process.kill(first.agent.pid, 'SIGKILL')
    expect(await first.agent.exited).toMatchObject({ cause: 'signalled', signal: 'SIGKILL' })
    await first.over

    const again = start({ resume: token })
    expect(await again.until('agent.ready')).toMatchObject({ token, continuity: 'same' })
    again.agent.prompt('t3', 'p3', 'play:second')
    expect(await again.until('turn.ended')).toMatchObject({ turn: 't3', outcome: 'completed' })
    expect(again.texts()).toEqual(['The second answer.'])
  }))

test('a session that is not known is not resumed, and that is said', () =>
  inWorld(async ({ start }) => {
    const { agent, over, told } = start({ resume: '99999999-9999-4999-8999-999999999999' })
    const exit = await agent.exited
    expect(exit.cause).toBe('not-resumed')
    expect(exit.message).toMatch(/cannot go on with its session 99999999.*No conversation found/)
    await over
    expect(told.some((one) => 'report' in one && one.report.type === 'agent.ready')).toBe(false)
  }))

test('root is told that permissions are not bypassed, before anything starts', () =>
  inWorld(async ({ start }) => {
    const { agent } = start({ permission: 'bypass', env: { IS_SANDBOX: '' } })
    if (process.getuid?.() === 0)
      expect(await agent.exited).toMatchObject({
        cause: 'spawn-failed',
        message: expect.stringContaining('root'),
      })
    else expect(agent.pid).toBeGreaterThan(0)
  }))

test('without the SDK one line says what to run', () =>
  inWorld(async ({ start }) => {
    const spec = { name: 'claude', provider: 'claude', command: ['/nowhere/sdk.mjs'] }
    const exit = await start({ spec }).agent.exited
    expect(exit.message).toBe(
      'Claude Code is not installed for Signalbox. Run: signalbox agents install claude',
    )
  }))
