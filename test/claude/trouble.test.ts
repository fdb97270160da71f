import { expect, test } from 'vitest'
import { inWorld } from './world.ts'

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

test('a limit of a subscription that is nearly used up is told with when it resets', () =>
  inWorld(async ({ start }) => {
    const env = { ANTHROPIC_API_KEY: '', CLAUDE_CODE_OAUTH_TOKEN: 'sk-ant-oat01-test' }
    const { agent, until, items } = start({ env })
    agent.prompt('t1', 'p1', 'play:nearly-used-up')
    await until('turn.ended')
    expect(items().find(({ kind }) => kind === 'notice')).toMatchObject({
      level: 'warning',
      text: 'The five-hour limit is near (92 % used); it resets at 2100-01-01 00:00 UTC.',
    })
  }))
