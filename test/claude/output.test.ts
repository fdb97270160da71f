import { expect, test } from 'vitest'
import { inWorld } from './world.ts'

test('what a running command writes is told while it runs, and what ended it in words for a person', () =>
  inWorld(async ({ start }) => {
    const { agent, until, items } = start()
    agent.prompt('t1', 'p1', 'play:sleeps')
    const grew = await until('item.grew')
    expect(grew).toMatchObject({ offset: 0, text: 'begun\n', settled: false })
    agent.interrupt()
    expect(await until('turn.ended')).toMatchObject({ outcome: 'interrupted' })
    expect(items()).toMatchObject([
      {
        id: grew.id,
        kind: 'tool',
        status: 'failed',
        output: expect.stringMatching(/^begun\nIt was stopped while it ran/),
      },
    ])
  }))
