import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { inWorld } from './world.ts'

test('a text is streamed, recorded, counted and paid; the next turn costs what it adds', () =>
  inWorld(async ({ start }) => {
    const { agent, until, told, texts, over } = start()
    const ready = await until('agent.ready')
    expect(ready).toMatchObject({ continuity: 'new', mode: 'default', can: { resume: true } })
    expect(ready.agentVersion).toBe('2.1.330')
    agent.prompt('t1', 'p1', 'Say it. play:text')
    const first = await until('turn.ended')
    expect(first).toMatchObject({ turn: 't1', outcome: 'completed' })
    expect(first.usage).toMatchObject({ inputTokens: 1000, outputTokens: 20 })
    expect(first.totalCostUsd).toBeGreaterThan(0)
    expect(texts()).toEqual(['Hello from the script.'])
    const deltas = told.flatMap((one) => ('delta' in one ? [one.delta.text] : []))
    expect(deltas.length).toBeGreaterThan(1)
    expect(deltas.join('')).toBe('Hello from the script.')

    agent.prompt('t2', 'p2', 'And again. play:second')
    const second = await until('turn.ended', ({ turn }) => turn === 't2')
    expect(second.usage).toMatchObject({ inputTokens: 2000, outputTokens: 40 })
    expect(second.totalCostUsd ?? 0).toBeGreaterThan(first.totalCostUsd ?? 0)
    const { used, size } = await until('context.measured', ({ used }) => used > 2000)
    expect([used, size]).toEqual([2040, 200_000])

    const exit = await agent.stop('stopped')
    expect(exit).toMatchObject({ cause: 'stopped', code: 0 })
    await over
  }))

test('a thought comes before its answer', () =>
  inWorld(async ({ start }) => {
    const { agent, until, items } = start()
    agent.prompt('t1', 'p1', 'play:thought')
    await until('turn.ended')
    expect(items().map((item) => item.kind)).toEqual(['thought', 'message'])
  }))

test('a file is written and a command run, once they were allowed', () =>
  inWorld(async ({ start, cwd }) => {
    const { agent, until, items } = start()
    agent.prompt('t1', 'p1', 'play:tools')
    const { ask } = await until('ask.opened')
    expect(ask).toMatchObject({ kind: 'approval', tool: 'edit', diffs: [{ after: 'one\ntwo\n' }] })
    expect(existsSync(join(cwd, 'hello.txt'))).toBe(false)
    expect(agent.answer(ask.id, { choice: 'allow' })).toBe(true)
    expect(agent.answer(ask.id, { choice: 'allow' })).toBe(false)
    expect(await until('turn.ended')).toMatchObject({ outcome: 'completed' })
    expect(readFileSync(join(cwd, 'hello.txt'), 'utf8')).toBe('one\ntwo\n')
    expect(items().filter(({ kind }) => kind === 'tool')).toMatchObject([
      { title: 'Write hello.txt', status: 'completed', changes: [{ added: 2, removed: 0 }] },
      { title: 'cat hello.txt && echo ran', status: 'completed', output: 'one\ntwo\nran' },
    ])
  }))

test('accepted edits are not asked for', () =>
  inWorld(async ({ start, cwd }) => {
    const { agent, until, told } = start({ permission: 'accept-edits' })
    agent.prompt('t1', 'p1', 'play:tools')
    await until('turn.ended')
    expect(existsSync(join(cwd, 'hello.txt'))).toBe(true)
    expect(told.some((one) => 'report' in one && one.report.type === 'ask.opened')).toBe(false)
  }))

test('a plan is approved', () =>
  inWorld(async ({ start }) => {
    const { agent, until, texts } = start({ permission: 'plan' })
    expect(await until('agent.ready')).toMatchObject({ mode: 'plan' })
    agent.prompt('t1', 'p1', 'play:plan')
    const { ask } = await until('ask.opened')
    expect(ask).toMatchObject({ kind: 'plan', title: '# Mend it' })
    agent.answer(ask.id, { choice: 'allow' })
    expect(await until('turn.ended')).toMatchObject({ outcome: 'completed' })
    expect(texts()).toEqual(['The plan was read.'])
  }))
