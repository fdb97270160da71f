import { randomUUID } from 'node:crypto'
import { afterEach, expect, test, vi } from 'vitest'
import { type Child, startChild } from './child.ts'
import { lineLimit, type Line } from './lines.ts'
import { alive, reap, startedAt } from './reap.ts'

const marker = { name: 'SIGNALBOX_TEST', value: randomUUID() }

/** Starts one of the programs in test/programs; whatever it leaves behind is reaped after the test. */
function start(program: string, ...args: string[]): Child {
  const path = new URL(`../../test/programs/${program}.mjs`, import.meta.url).pathname
  return startChild({
    command: [process.execPath, path, ...args],
    cwd: '/',
    env: { PATH: '/usr/bin:/bin', [marker.name]: marker.value },
  })
}

afterEach(async () => {
  await reap(marker.name, marker.value)
})

async function allLines(child: Child): Promise<Line[]> {
  const lines: Line[] = []
  for await (const batch of child.lines()) lines.push(...batch)
  return lines
}

/** Waits for the first lines; the rest stays unread. */
async function firstLines(child: Child): Promise<string[]> {
  const { value } = await child.lines()[Symbol.asyncIterator]().next()
  return (value ?? []).map((line: Line) => line.text)
}

test('lines that are written come back, and the end of the input ends the child', async () => {
  const child = start('echo-lines')
  child.write('{"n":1}')
  child.write('{"text":"é 😀"}')
  child.closeInput()
  expect(await allLines(child)).toEqual([{ text: '{"n":1}' }, { text: '{"text":"é 😀"}' }])
  expect(await child.exited).toEqual({
    cause: 'exited',
    code: 0,
    signal: null,
    message: 'Exited by itself with code 0.',
    stderr: '',
  })
})

test('the environment is exactly the one given', async () => {
  const child = startChild({
    command: [process.execPath, '-p', 'JSON.stringify(process.env)'],
    cwd: '/',
    env: { ONLY: 'this' },
  })
  expect((await allLines(child)).map(({ text }) => JSON.parse(text))).toEqual([{ ONLY: 'this' }])
})

test('the exit code, the last line and the end of stderr are told', async () => {
  const child = start('exits-with', '7')
  expect(await allLines(child)).toEqual([{ text: 'last line' }])
  expect(await child.exited).toMatchObject({ cause: 'exited', code: 7, stderr: 'leaving\n' })
})

test('what was written before a death can be read after it, however late the reader comes', async () => {
  const child = start('prints-numbers', '1000')
  await child.exited
  const lines = await allLines(child)
  expect(lines.map(({ text }) => Number(text))).toEqual(Array.from({ length: 1000 }, (_, n) => n))
})

test('a reader that is slow stops the writer, and loses nothing', async () => {
  const count = 100_000
  const child = start('prints-numbers', String(count))
  let stderr = ''
  const told = new Promise<void>((resolve) => {
    child.stderr.onText((text) => {
      stderr += text
      if (/stuck at \d+\n|done/.test(stderr)) resolve()
    })
  })
  let next = 0
  for await (const batch of child.lines()) {
    if (next === 0) await told
    for (const { text } of batch) expect(Number(text)).toBe(next++)
  }
  // 100 bytes a line: 10 MB wanted out, and what the pipe and one buffer hold came out.
  const stuckAt = Number(/stuck at (\d+)/.exec(stderr)?.[1])
  expect(stuckAt).toBeLessThan(20_000)
  expect(next).toBe(count)
})

test('a line of 20 MB arrives whole, and the next one after it', async () => {
  const [long, after] = await allLines(start('prints-20mb-line'))
  expect(JSON.parse(long?.text ?? '').text.length).toBe(20 * 1024 * 1024)
  expect(after).toEqual({ text: '{"text":"after"}' })
})

test('a line beyond the limit is cut, and the next one is whole', async () => {
  const [long, after] = await allLines(start('prints-20mb-line', '33'))
  expect(long?.cut?.bytes).toBe(33 * 1024 * 1024 + '{"text":""}'.length)
  expect(long?.cut?.bytes).toBeGreaterThan(lineLimit)
  expect(long?.text.length).toBe(64 * 1024)
  expect(after).toEqual({ text: '{"text":"after"}' })
})

test('a child that dies in mid-line gives the half, marked, and the signal', async () => {
  const child = start('dies-mid-line')
  expect(await allLines(child)).toEqual([
    { text: '{"whole":true}' },
    { text: '{"half":', unfinished: true },
  ])
  expect(await child.exited).toMatchObject({
    cause: 'signalled',
    signal: 'SIGKILL',
    message: 'Killed by SIGKILL.',
  })
})

test('U+2028 ends no line', async () => {
  const texts = (await allLines(start('prints-u2028'))).map(({ text }) => JSON.parse(text).text)
  expect(texts).toEqual(['a\u2028b\u2029c\u0085d', 'next'])
})

test('invalid UTF-8 becomes U+FFFD, and the next line is untouched', async () => {
  const texts = (await allLines(start('invalid-utf8'))).map(({ text }) => text)
  expect(texts).toEqual(['a\ufffd\ufffd(\ufffdb', 'fine é'])
})

test('a flood on stderr is read to its end and only its tail is kept', async () => {
  const child = start('floods-stderr', '8')
  let heard = 0
  child.stderr.onText((text) => (heard += text.length))
  const exit = await child.exited
  expect(exit.code).toBe(3)
  expect(exit.stderr).toMatch(/é\nthe end\n$/)
  expect(Buffer.byteLength(exit.stderr)).toBeLessThanOrEqual(4096)
  expect(heard).toBe(8 * 1024 * 1022 + 'the end\n'.length)
})

test('a child that never reads fills its queue, which says so, and can still be stopped', async () => {
  const child = start('never-reads-stdin')
  const line = 'x'.repeat(1024 * 1024)
  let written = 0
  while (child.writable() && written < 100) {
    child.write(line)
    written++
  }
  expect(written).toBeLessThan(10)
  expect(await child.stop('stopped', { graceMs: 20 })).toMatchObject({ cause: 'stopped' })
  expect(child.writable()).toBe(false)
})

test('a child that closed its input and lives on breaks nothing', async () => {
  const child = startChild({
    command: ['sh', '-c', 'exec 0<&-; echo ready; sleep 600'],
    cwd: '/',
    env: { PATH: '/usr/bin:/bin', [marker.name]: marker.value },
  })
  expect(await firstLines(child)).toEqual(['ready'])
  child.write('into the void')
  expect(await child.stop('stopped', { graceMs: 1000 })).toMatchObject({ signal: 'SIGTERM' })
})

test('writing to a child that is dying or dead throws nowhere', async () => {
  const child = start('exits-with', '0')
  let running = true
  void child.exited.then(() => (running = false))
  while (running) {
    child.write('x'.repeat(10_000))
    await new Promise((resolve) => void setImmediate(resolve))
  }
  child.write('to the dead')
  child.closeInput()
  expect(child.writable()).toBe(false)
  expect(await child.stop('stopped')).toMatchObject({ cause: 'exited', code: 0 })
})

test('a child that goes when its input is closed is not signalled', async () => {
  const exit = await start('echo-lines').stop('released', { graceMs: 60_000 })
  expect(exit).toMatchObject({ cause: 'released', code: 0, signal: null })
  expect(exit.message).toBe('Released, because nothing needed it (exit code 0).')
})

test('a child that ignores SIGTERM is killed', async () => {
  const child = start('ignores-sigterm')
  expect(await firstLines(child)).toEqual(['ready'])
  const exit = await child.stop('stopped', { graceMs: 200 })
  expect(exit).toMatchObject({ cause: 'stopped', code: null, signal: 'SIGKILL' })
  expect(exit.message).toBe('Stopped on request (ended by SIGKILL).')
})

test('the first cause is told, also when a later stop has less patience', async () => {
  const child = start('ignores-sigterm')
  expect(await firstLines(child)).toEqual(['ready'])
  const first = child.stop('protocol', { graceMs: 60_000 })
  const second = child.stop('stopped', { graceMs: 10 })
  expect(await first).toMatchObject({ cause: 'protocol', signal: 'SIGKILL' })
  expect(await second).toBe(await first)
})

test('a death is no stop when the stop comes after it', async () => {
  const child = start('dies-mid-line')
  await child.exited
  expect(await child.stop('stopped')).toMatchObject({ cause: 'signalled' })
})

test('the shells of a child are signalled with it', async () => {
  const child = start('leaves-shell')
  const shell = Number((await firstLines(child))[0])
  const started = startedAt(shell)
  expect(started).not.toBe(null)
  expect(await child.stop('stopped', { graceMs: 1000 })).toMatchObject({ signal: 'SIGTERM' })
  await vi.waitUntil(() => !alive(shell, started ?? ''), 30_000)
})

test.each(['holds-pipe', 'fills-pipe'])(
  'a grandchild that %s keeps neither the exit nor the lines from ending',
  async (kind) => {
    const child = start('leaves-grandchild', kind)
    const lines = await allLines(child)
    expect(lines.some(({ text }) => /^\d+$/.test(text))).toBe(true)
    expect(await child.exited).toMatchObject({ cause: 'exited', code: 0 })
  },
)

test('the lines have one reader', () => {
  const child = start('echo-lines')
  child.lines()
  expect(() => child.lines()).toThrow('twice')
})
