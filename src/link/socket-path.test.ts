import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { socketPath } from './socket-path.ts'

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'sb-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return made
}

test('the path lies in the runtime folder, private, and is the same for another name of the data folder', () => {
  const data = folder()
  const runtime = folder()
  const env = { XDG_RUNTIME_DIR: runtime }
  const path = socketPath(data, 'local', env)
  expect(dirname(path)).toBe(join(runtime, 'signalbox'))
  expect(basename(path)).toMatch(/^[0-9a-f]{12}\.sock$/)
  expect(statSync(dirname(path)).mode & 0o777).toBe(0o700)
  symlinkSync(data, join(runtime, 'other'))
  expect(socketPath(join(runtime, 'other'), 'local', env)).toBe(path)
  expect(socketPath(data, 'second', env)).not.toBe(path)
})

test('without a runtime folder it lies under the temporary one, with the user in its name', () => {
  const temporary = folder()
  const path = socketPath(folder(), 'local', { TMPDIR: temporary })
  expect(dirname(path)).toBe(join(temporary, `signalbox-${process.getuid?.()}`))
})

test('it is short wherever the data folder and the temporary folder lie', () => {
  const deep = join(folder(), 'd'.repeat(120))
  mkdirSync(deep)
  const path = socketPath(deep, 'local', { XDG_RUNTIME_DIR: deep, TMPDIR: deep })
  expect(path.length).toBeLessThan(100)
  expect(path.startsWith('/tmp/')).toBe(true)
})

test('a folder that others may look into is closed to them', () => {
  const runtime = folder()
  mkdirSync(join(runtime, 'signalbox'))
  chmodSync(join(runtime, 'signalbox'), 0o755)
  const path = socketPath(folder(), 'local', { XDG_RUNTIME_DIR: runtime })
  expect(statSync(dirname(path)).mode & 0o777).toBe(0o700)
})

test('a folder of another user is refused with one clear line', () => {
  const temporary = folder()
  const uid = (process.getuid?.() ?? 0) + 1
  mkdirSync(join(temporary, `signalbox-${uid}`))
  expect(() => socketPath(folder(), 'local', { TMPDIR: temporary }, 'linux', uid)).toThrow(
    /belongs to another user .* set XDG_RUNTIME_DIR\./,
  )
})

test('something else in the place of the folder is refused with one clear line', () => {
  const runtime = folder()
  writeFileSync(join(runtime, 'signalbox'), '')
  expect(() => socketPath(folder(), 'local', { XDG_RUNTIME_DIR: runtime })).toThrow(
    /signalbox is not a folder\. Remove it\./,
  )
  rmSync(join(runtime, 'signalbox'))
  symlinkSync('/', join(runtime, 'signalbox'))
  expect(() => socketPath(folder(), 'local', { XDG_RUNTIME_DIR: runtime })).toThrow(/not a folder/)
})

test('on Windows it is a named pipe', () => {
  expect(socketPath(folder(), 'local', {}, 'win32')).toMatch(
    /^\\\\\.\\pipe\\signalbox-[0-9a-f]{12}$/,
  )
})
