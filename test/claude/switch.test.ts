import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { inWorld } from './world.ts'

test('another model answers from the next request on, in mid-turn too', () =>
  inWorld(async ({ start, model, cwd }) => {
    const { agent, until } = start()
    expect(await until('agent.ready')).toMatchObject({
      can: { switch: { model: true, permission: true } },
    })
    agent.prompt('t1', 'p1', 'play:text')
    await until('turn.ended')
    await agent.switch({ model: 'claude-opus-4-5' })
    agent.prompt('t2', 'p2', 'play:touch')
    const { ask } = await until('ask.opened')
    await agent.switch({ model: 'claude-haiku-4-5' })
    agent.answer(ask.id, { choice: 'allow' })
    await until('turn.ended', ({ turn }) => turn === 't2')
    expect(existsSync(join(cwd, 'touched'))).toBe(true)
    expect(model.asked).toEqual(['text/0', 'touch/0', 'touch/1'])
    expect(model.models).toEqual(['claude-sonnet-4-5', 'claude-opus-4-5', 'claude-haiku-4-5'])
    expect(await until('agent.changed', ({ model: its }) => its === 'claude-opus-4-5')).toBeTruthy()
  }))

test('a model that is not there is not taken, and the next answer is of the one before', () =>
  inWorld(async ({ start, model }) => {
    const { agent, until } = start()
    await until('agent.ready')
    await expect(agent.switch({ model: 'unheard-of' })).rejects.toThrow(
      "Claude Code did not take the model unheard-of: Model 'unheard-of' not found.",
    )
    agent.prompt('t1', 'p1', 'play:text')
    await until('turn.ended')
    expect(model.models).toEqual(['claude-sonnet-4-5'])
  }))

test('after another permission the next edit passes, or asks, by it', () =>
  inWorld(async ({ start, cwd }) => {
    const { agent, until, told } = start()
    const asks = () =>
      told.flatMap((one) =>
        'report' in one && one.report.type === 'ask.opened' ? [one.report] : [],
      )
    await until('agent.ready')
    await agent.switch({ permission: 'accept-edits' })
    expect(await until('agent.changed', ({ mode }) => mode === 'acceptEdits')).toBeTruthy()
    agent.prompt('t1', 'p1', 'play:tools')
    await until('turn.ended')
    expect(existsSync(join(cwd, 'hello.txt'))).toBe(true)
    expect(asks()).toEqual([])
    rmSync(join(cwd, 'hello.txt'))
    await agent.switch({ permission: 'ask' })
    agent.prompt('t2', 'p2', 'play:tools')
    const { ask } = await until('ask.opened')
    expect(ask).toMatchObject({ tool: 'edit', title: expect.stringContaining('hello.txt') })
    agent.answer(ask.id, { choice: 'allow' })
    await until('turn.ended', ({ turn }) => turn === 't2')
  }))

test('permissions are never bypassed for root, and all stays as it was', () =>
  inWorld(async ({ start }) => {
    const { agent, until } = start()
    await until('agent.ready')
    const refusal = await agent.switch({ permission: 'bypass' }).catch(String)
    if (process.getuid?.() === 0)
      expect(refusal).toMatch(/does not bypass permissions for root: choose another permission/)
    agent.prompt('t1', 'p1', 'play:touch')
    const { ask } = await until('ask.opened')
    agent.answer(ask.id, { choice: 'allow' })
    expect(await until('turn.ended')).toMatchObject({ outcome: 'completed' })
  }))

test('a process that is gone takes nothing any more', () =>
  inWorld(async ({ start }) => {
    const { agent, until, over } = start()
    await until('agent.ready')
    await agent.stop('stopped')
    await over
    await expect(agent.switch({ model: 'claude-opus-4-5' })).rejects.toThrow(
      /did not take the model/,
    )
  }))
