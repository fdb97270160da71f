import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { marked } from '../../src/process/reap.ts'
import { allWell, costs, ends, messages, wholePath } from './whole-path.ts'

test('the command line runs it to its end, and its exit code says how that was', async () => {
  const path = await wholePath()
  const good = await path.cli(
    'run',
    '--agent',
    'claude',
    '--model',
    'claude-sonnet-4-5',
    'play:text',
  )
  expect([good.code, good.stderr]).toEqual([0, expect.any(String)])
  expect(good.stdout).toContain('Hello from the script.')
  const bad = await path.cli('run', '--agent', 'claude', '--model', 'claude-sonnet-4-5', 'play:bad')
  expect(bad.code).toBe(1)
  expect(bad.stdout + bad.stderr).toContain('bad thing')
  const [text, failed] = [...path.feed.fleet.all()]
  expect(text).toMatchObject({ state: 'idle', lastOutcome: 'completed' })
  expect(text?.usage).toMatchObject({ inputTokens: 1000, outputTokens: 20, costSource: 'agent' })
  expect(text?.usage.costUsd).toBeGreaterThan(0)
  expect(failed).toMatchObject({ state: 'failed', error: { kind: 'bad-request' } })
  await allWell(path, text?.id ?? '', failed?.id ?? '')
})

test('an approval is parked while the server is gone, and answered after it', async () => {
  const path = await wholePath()
  const id = await path.claude('play:touch')
  const { ask } = await path.asked(id)
  expect(path.session(id).state).toBe('needs-approval')
  await path.kill()
  await path.start()
  expect(path.session(id).state).toBe('needs-approval')
  expect(existsSync(join(path.project, 'touched'))).toBe(false)
  await path.allow(ask)
  expect(await path.rested(id)).toMatchObject({ state: 'idle', lastOutcome: 'completed' })
  expect(existsSync(join(path.project, 'touched'))).toBe(true)
  const told = await path.told(id)
  expect(messages(told)).toEqual(['The call came back.'])
  expect(ends(told)).toEqual([['completed', [200, 20, 0, 0]]])
  await allWell(path, id)
})

test('a subagent of a subagent asks in its own place, and the tree counts each its own tokens', async () => {
  const path = await wholePath()
  const nested = await path.claude('play:outer-asks')
  const inner = await path.asked(nested)
  expect(inner.of).toMatchObject({ title: 'inner', state: 'needs-approval' })
  expect(inner.of.parentId).toBe(path.child(nested, 'outer').id)
  await path.allow(inner.ask)
  expect(await path.rested(nested)).toMatchObject({ state: 'idle', lastOutcome: 'completed' })
  expect(path.child(nested, 'inner')).toMatchObject({ state: 'done', lastOutcome: 'completed' })
  const tree = await path.told(nested)
  expect(Object.entries(tree).map(([name, { parent }]) => [name, parent])).toEqual([
    ['', null],
    ['outer', ''],
    ['inner', 'outer'],
  ])
  expect(ends(tree, 'inner')).toEqual([['completed', [200, 20, 0, 0]]])
  expect(ends(tree, 'outer')).toEqual([['completed', [620, 45, 0, 0]]])
  await allWell(path, nested)
})

test('of two side by side the one that asks holds up nothing of the other', async () => {
  const path = await wholePath()
  const both = await path.claude('play:parallel-asks')
  const asking = await path.asked(both)
  expect(asking.of.title).toBe('asks')
  await path.allow(asking.ask)
  await path.rested(both)
  expect(messages(await path.told(both))).toEqual(['Both are done.'])
  expect(messages(await path.told(both), 'tells')).toEqual(['Hello from the script.'])
  await allWell(path, both)
})

test('one in the background asks when its parent rests already, and its parent goes on after it', async () => {
  const path = await wholePath()
  const behind = await path.claude('play:asks-behind')
  const late = await path.asked(behind)
  expect(late.of).toMatchObject({ title: 'asker', child: { background: true } })
  await path.allow(late.ask)
  await path.until('it came back', async () =>
    messages(await path.told(behind)).includes('The asker came back.'),
  )
  await path.rested(behind)
  await allWell(path, behind)
})

test('killed in mid-command it leaves nothing, is resumed, and costs go on from a lost count', async () => {
  const path = await wholePath()
  const id = await path.claude('play:second')
  await path.rested(id)
  const before = path.session(id)
  await path.prompt(id, 'play:sleeps-noted')
  const { ask } = await path.asked(id)
  await path.allow(ask)
  const begun = join(path.project, 'begun')
  await path.until('the command runs', () => existsSync(begun))
  const shell = Number(readFileSync(begun, 'utf8'))
  const { run = '', pid } = path.session(id).live ?? {}
  expect((await marked('SIGNALBOX_RUN', run)).map((one) => one.pid)).toContain(shell)
  process.kill(pid ?? 0, 'SIGKILL')
  await path.until('it crashed', () => path.session(id).state === 'crashed')
  expect(path.session(id)).toMatchObject({
    lastOutcome: 'crashed',
    exit: { cause: 'signalled', signal: 'SIGKILL' },
  })
  expect(await marked('SIGNALBOX_RUN', run)).toEqual([])

  await path.prompt(id, 'play:text')
  await path.until('the next turn is over', () => path.session(id).lastOutcome === 'completed')
  await path.rested(id)
  const events = await path.events(id)
  expect(events.findLast(({ type }) => type === 'agent.ready')).toMatchObject({
    continuity: 'same',
    token: before.resumeToken,
  })
  const [first, , last] = costs(events)
  expect(first).toBe(before.usage.costUsd)
  // 1000 tokens in and 20 out are the half of 2000 and 40: nothing of the first turn is in it.
  expect(last).toBeCloseTo((first ?? 0) / 2, 6)
  expect(messages(await path.told(id))).toEqual(['The second answer.', 'Hello from the script.'])
  await allWell(path, id)
})

test('prompts wait their turn, one comes in between, and an interrupt in mid-command lets go', async () => {
  const path = await wholePath()
  const id = await path.claude('play:folded')
  await path.model.came('folded/0')
  await path.prompt(id, 'play:text')
  await path.prompt(id, 'Rather this. play:instead', true)
  path.model.open('folded')
  await path.until('the queue ran', () => path.session(id).turns === 2)
  await path.rested(id)
  const told = await path.told(id)
  expect(messages(told)).toEqual(['I look first.', 'I do that instead.', 'Hello from the script.'])
  expect(ends(told).map(([outcome]) => outcome)).toEqual(['completed', 'completed'])
  await path.prompt(id, 'play:sleeps-noted')
  await path.allow((await path.asked(id)).ask)
  await path.until('the command runs', () => existsSync(join(path.project, 'begun')))
  await path.does('POST', `/sessions/${id}/interrupt`)
  expect(await path.rested(id)).toMatchObject({ state: 'idle', lastOutcome: 'interrupted' })
  await allWell(path, id)
})

test('eight at once keep apart, each with its own words and cost', async () => {
  const path = await wholePath()
  const names = ['text', 'second', 'text', 'second', 'text', 'second', 'text', 'second']
  const ids = await Promise.all(names.map((name) => path.claude(`play:${name}`)))
  for (const [index, id] of ids.entries()) {
    expect(await path.rested(id)).toMatchObject({ state: 'idle', lastOutcome: 'completed' })
    const told = await path.told(id)
    const first = names[index] === 'text'
    expect(messages(told)).toEqual([first ? 'Hello from the script.' : 'The second answer.'])
    expect(ends(told)).toEqual([['completed', first ? [1000, 20, 0, 0] : [2000, 40, 0, 0]]])
  }
  await allWell(path, ...ids)
})
