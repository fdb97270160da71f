import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { type Child, startChild } from './child.ts'
import { alive, type Found, marked, reap, signalSame, startedAt, tree } from './reap.ts'

const name = 'SIGNALBOX_TEST'

function start(value: string, program: string, ...args: string[]): Child {
  const path = new URL(`../../test/programs/${program}.mjs`, import.meta.url).pathname
  return startChild({
    command: [process.execPath, path, ...args],
    cwd: '/',
    env: { PATH: '/usr/bin:/bin', [name]: value },
  })
}

/** The pid that the program tells in its first line. */
async function toldPid(child: Child): Promise<number> {
  for await (const [line] of child.lines()) return Number(line?.text)
  throw new Error('it told nothing')
}

function identify(pid: number): Found {
  const started = startedAt(pid)
  if (started === null) throw new Error(`${pid} is gone`)
  return { pid, started }
}

test('a grandchild in a session of its own that forks on is reaped to the last', async () => {
  const value = randomUUID()
  const children = [1, 2, 3].map(() => start(value, 'leaves-grandchild'))
  await Promise.all(children.map((child) => child.exited))
  expect(await marked(name, value)).not.toEqual([])
  expect(await reap(name, value)).toBeGreaterThanOrEqual(3)
  expect(await marked(name, value)).toEqual([])
  expect(await reap(name, value)).toBe(0)
})

test('a descendant that cleared its environment is reaped by its parents', async () => {
  const value = randomUUID()
  const child = start(value, 'clears-environment')
  const hidden = identify(await toldPid(child))
  expect((await marked(name, value)).map(({ pid }) => pid)).toEqual([child.pid])
  expect(await tree(child.pid)).toEqual([hidden])
  expect(await reap(name, value)).toBe(2)
  expect(alive(hidden.pid, hidden.started)).toBe(false)
  expect(await child.exited).toMatchObject({ cause: 'signalled', signal: 'SIGKILL' })
})

test('what has another marker, or one that only begins like it, is left alone', async () => {
  const value = randomUUID()
  const other = start(`${value}0`, 'ignores-sigterm')
  const mine = start(value, 'ignores-sigterm')
  const otherFound = identify(other.pid)
  expect(await reap(name, value)).toBe(1)
  expect(alive(otherFound.pid, otherFound.started)).toBe(true)
  expect(await reap(name, `${value}0`)).toBe(1)
  await Promise.all([mine.exited, other.exited])
})

test('the spared stay alive and running', async () => {
  const value = randomUUID()
  const spared = start(value, 'echo-lines')
  const other = start(value, 'echo-lines')
  expect(await reap(name, value, { except: [spared.pid] })).toBe(1)
  await other.exited
  spared.write('still here')
  spared.closeInput()
  for await (const batch of spared.lines()) expect(batch).toEqual([{ text: 'still here' }])
  expect(await spared.exited).toMatchObject({ cause: 'exited', code: 0 })
})

test('a pid that was given to another process is not killed', async () => {
  const child = start(randomUUID(), 'echo-lines')
  const { started } = identify(child.pid)
  expect(alive(child.pid, started)).toBe(true)
  expect(alive(child.pid, 'another time')).toBe(false)
  expect(signalSame({ pid: child.pid, started: 'another time' }, 'SIGKILL')).toBe(false)
  child.closeInput()
  expect(await child.exited).toMatchObject({ cause: 'exited', code: 0 })
  expect(alive(child.pid, started)).toBe(false)
})

test('we never signal ourselves', () => {
  expect(signalSame(identify(process.pid), 'SIGKILL')).toBe(false)
})

test('a pid that nobody has did not start', () => {
  expect(startedAt(2 ** 22 + 1)).toBe(null)
})
