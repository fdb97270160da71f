import { expect, test } from 'vitest'
import { inWorld, type Talk } from './world.ts'

const started = (talk: Talk, name: string) =>
  talk.until('child.started', (one) => one.name === name)

test('subagents stand in a tree, each with its own words and its own true tokens', () =>
  inWorld(async ({ start }) => {
    const talk = start()
    talk.agent.prompt('t1', 'p1', 'play:outer')
    expect(await talk.until('turn.ended')).toMatchObject({ outcome: 'completed' })
    const outer = await started(talk, 'outer')
    const inner = await started(talk, 'inner')
    expect(outer).toMatchObject({ background: false, prompt: 'Do it. play:middle' })
    expect(outer.parent).toBeUndefined()
    expect(inner.parent).toBe(outer.key)
    expect(talk.texts()).toEqual(['I spawn one.', 'All is done.'])
    expect(talk.texts(outer.key)).toEqual(['Middle begins.', 'Middle reports.'])
    expect(talk.texts(inner.key)).toEqual(['Worker runs.', 'Worker reports.'])
    expect(talk.items(inner.key).filter(({ kind }) => kind === 'tool')).toMatchObject([
      { title: 'echo from-worker', output: 'from-worker', status: 'completed' },
    ])
    const end = await talk.until('child.ended', ({ key }) => key === inner.key)
    expect(end).toMatchObject({ outcome: 'completed', output: 'Worker reports.' })
    expect(end.usage).toMatchObject({ inputTokens: 820, outputTokens: 50 })
    const above = await talk.until('child.ended', ({ key }) => key === outer.key)
    expect(above.usage).toMatchObject({ inputTokens: 620, outputTokens: 45 })
  }))

test('a subagent in the background ends when it says so, and the agent goes on by itself', () =>
  inWorld(async ({ start, model }) => {
    const talk = start()
    talk.agent.prompt('t1', 'p1', 'play:background')
    const { key, background } = await started(talk, 'behind')
    expect(background).toBe(true)
    expect(await talk.until('turn.ended')).toMatchObject({ turn: 't1', outcome: 'completed' })
    const ended = () =>
      talk.told.some((one) => 'report' in one && one.report.type === 'child.ended')
    expect(ended()).toBe(false)
    model.open('slow-worker')
    expect(await talk.until('child.ended')).toMatchObject({ key, outcome: 'completed' })
    const next = await talk.until('turn.started', ({ turn }) => turn !== 't1')
    expect(next.prompt).toBeUndefined()
    await talk.until('turn.ended', ({ turn }) => turn === next.turn)
    expect(talk.texts()).toEqual(['It was launched.', 'It came back.'])
    expect(talk.texts(key)).toEqual(['Slow worker begins.'])
  }))

test('an interrupt spares a subagent in the background, and it can be stopped alone', () =>
  inWorld(async ({ start }) => {
    const talk = start()
    talk.agent.prompt('t1', 'p1', 'play:background')
    const { key } = await started(talk, 'behind')
    await talk.until('turn.ended')
    talk.agent.prompt('t2', 'p2', 'play:hanging')
    await talk.until('turn.started', ({ turn }) => turn === 't2')
    talk.agent.interrupt()
    const t2 = await talk.until('turn.ended', ({ turn }) => turn === 't2')
    expect(t2.outcome).toBe('interrupted')
    const ended = () =>
      talk.told.some((one) => 'report' in one && one.report.type === 'child.ended')
    expect(ended()).toBe(false)
    talk.agent.stopChild(key)
    expect(await talk.until('child.ended')).toMatchObject({ key, outcome: 'stopped' })
  }))
