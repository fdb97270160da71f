import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'

const run = promisify(execFile)
const home = mkdtempSync(join(tmpdir(), 'sb-package-'))
const env = {
  PATH: process.env.PATH,
  HOME: home,
  XDG_RUNTIME_DIR: join(home, 'runtime'),
  SIGNALBOX_DATA: join(home, 'data'),
}
const installed = join(home, 'empty', 'node_modules', 'signalbox')

function signalbox(...args: string[]) {
  return run(process.execPath, [join(installed, 'bin', 'signalbox.js'), ...args], {
    env,
    cwd: home,
  })
}

beforeAll(async () => {
  for (const folder of ['runtime', 'empty', 'packed'])
    mkdirSync(join(home, folder), { mode: 0o700 })
  writeFileSync(join(home, 'empty', 'package.json'), '{"private":true}')
  // What is packed was built by the set-up of the tests: no script needs to run again.
  const packed = join(home, 'packed')
  const { stdout } = await run('npm', [
    'pack',
    '--ignore-scripts',
    '--json',
    '--pack-destination',
    packed,
  ])
  const tarball = /"filename":\s*"([^"]+)"/.exec(stdout)?.[1] ?? ''
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', join(packed, tarball)], {
    cwd: join(home, 'empty'),
    env: { ...env, npm_config_cache: join(home, 'npm') },
  })
})

afterAll(async () => {
  await signalbox('down')
  rmSync(home, { recursive: true, force: true })
})

test('the packed package, installed in an empty folder, runs the demo and ends it to the last process', async () => {
  const log = join(env.SIGNALBOX_DATA, 'logs', 'start.log')
  mkdirSync(dirname(log), { recursive: true, mode: 0o700 })
  writeFileSync(log, 'long ago\n'.repeat(150_000))
  const started = await signalbox('demo', '--json')
  expect(started.stderr).toContain('starting one in the background')
  expect(statSync(log).size).toBeLessThan(1000)
  expect(statSync(`${log}.1`).size).toBeGreaterThan(1_000_000)
  const listed: unknown = JSON.parse((await signalbox('ls', '--json')).stdout)
  const roots = Object(listed).sessions.filter(
    (one: { parentId: unknown }) => one.parentId === null,
  )
  expect(roots).toHaveLength(8)
  expect((await signalbox('status')).stdout).toContain('Runner local up')
  expect((await signalbox('down')).stdout).toContain('Everything ended')
  await expect(signalbox('ls')).rejects.toMatchObject({ code: 6 })
})

test('a Node that is too old is told in one line, with exit code 2', async () => {
  const older = join(home, 'older.cjs')
  writeFileSync(
    older,
    "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } })",
  )
  const program = resolve('bin/signalbox.js')
  const failed = run(process.execPath, ['--require', older, program, 'ls'], { env })
  await expect(failed).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringMatching(
      /^signalbox: needs Node 24 or newer, this is 20\.20\.2; .*\n$/,
    ) as string,
  })
})

test('the launcher of a clone says what to do where nothing is built', async () => {
  const clone = join(home, 'clone')
  mkdirSync(clone)
  await run('cp', ['signalbox', join(clone, 'signalbox')])
  await expect(run(join(clone, 'signalbox'), ['ls'], { env })).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining("not built yet; run 'npm ci'") as string,
  })
})
