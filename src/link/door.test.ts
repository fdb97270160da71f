import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startedAt } from '../process/reap.ts'
import { socketDoor } from './door.ts'
import { writeRunnerFile } from './runner-file.ts'
import { listenSocket } from './socket.ts'

function place() {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-door-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const runnerFile = join(folder, 'runner.json')
  const path = join(folder, 's.sock')
  const door = socketDoor({ path, runnerFile, launch: () => Promise.resolve() })
  const told = { pid: process.pid, started: startedAt(process.pid), socket: path }
  const write = (changes: Partial<typeof told> = {}): void =>
    writeRunnerFile(runnerFile, { ...told, instance: 'i', version: '1', protocol: 1, ...changes })
  return { folder, runnerFile, path, door, write }
}

test('a runner without a file is dead, one with a living process alive', async () => {
  const { door, write } = place()
  expect(await door.probe()).toBe('dead')
  write()
  expect(await door.probe()).toBe('alive')
})

test('another process that got the pid of a dead runner is not taken for it', async () => {
  const { door, write } = place()
  write({ started: 'another time' })
  expect(await door.probe()).toBe('dead')
})

test('what cannot be told is not guessed', async () => {
  const { door, write, runnerFile } = place()
  write({ started: null })
  expect(await door.probe()).toBe('unknown')
  writeFileSync(runnerFile, '{"pid":')
  expect(await door.probe()).toBe('unknown')
})

test('a runner that listens elsewhere is found by its file', async () => {
  const { folder, door, write } = place()
  const socket = join(folder, 'elsewhere.sock')
  const listener = await listenSocket(
    socket,
    (link) => link.close(),
    () => undefined,
  )
  onTestFinished(() => listener.close())
  await expect(door.connect()).rejects.toThrow()
  write({ socket })
  const server = await door.connect()
  server.close()
})
