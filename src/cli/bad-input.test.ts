import { once } from 'node:events'
import { chmod, mkdir, rmdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { created } from './testing/event-log.ts'
import { refusal } from './testing/fake-routes.ts'
import { fakeServer, type FakeServer } from './testing/fake-server.ts'
import { fakeWorld } from './testing/fake-world.ts'
import type { World } from './world.ts'

let server: FakeServer

beforeAll(async () => {
  server = await fakeServer()
  server.add('abc111', created())
  server.add('abc222', created())
  await writeFile(join(server.data, 'a-file'), '')
})
afterAll(() => server.close())

async function given(argv: string[], changes: Partial<World> = {}) {
  const { run, out, err } = fakeWorld(server.data, changes)
  return { code: await run(...argv), out: out(), err: err() }
}

test.each([
  ['an unknown command', ['lss'], "unknown command 'lss' (Did you mean ls?); see signalbox --help"],
  [
    'an unknown flag',
    ['run', 'x', '--agnt', 'demo'],
    "unknown option '--agnt' (Did you mean --agent?); see signalbox run --help",
  ],
  [
    'an unknown flag of serve',
    ['--prot', '80'],
    '(Did you mean --port?); see signalbox serve --help',
  ],
  ['a missing argument', ['show'], "missing required argument 'id'"],
  ['one too many', ['show', 'a', 'b'], 'too many arguments'],
  ['a missing value', ['run', 'x', '--agent'], 'argument missing'],
  [
    'a wrong choice',
    ['run', 'x', '--permission', 'yolo'],
    'is none of ask, accept-edits, plan, bypass',
  ],
  ['a port that is none', ['serve', '--port', '70000'], 'Give a whole number from 0 to 65535'],
  ['a seq that is none', ['logs', 'abc111', '--after', '-1'], 'Give a whole number'],
  [
    'a host that is not this machine',
    ['serve', '--host', '0.0.0.0'],
    'only this machine can be served for now',
  ],
  ['an empty prompt', ['run', '  '], 'the prompt is empty: give some text'],
  ['an empty answer', ['answer', 'abc111', ''], 'the answer is empty'],
  ['a missing folder', ['run', 'x', '--project', '/no/such'], 'there is no folder /no/such'],
  [
    'a file for a folder',
    ['run', 'x', '--project', 'a-file'],
    'is a file; --project wants a folder',
  ],
  ['a variable that is not set', ['run', 'x', '--env', 'NOPE'], '--env NOPE: not set here'],
  ['a variable that is none', ['run', 'x', '--env', '1=2'], '--env 1: not a variable name'],
  [
    'a permission for a session that is there',
    ['run', 'x', '--resume', 'abc111', '--permission', 'plan'],
    '--permission is for a new session and does not go with --resume; leave it out',
  ],
  ['no project for one', ['run', 'x', '--resume', 'abc111', '--no-project'], '--project is for a'],
  ['a variable for a fork', ['run', 'x', '--fork', 'abc111', '--env', 'A=1'], '--env is for a new'],
  ['an empty id', ['show', ''], 'the id is empty; signalbox ls --all lists them'],
  ['an unknown id', ['show', 'zzz'], 'No session "zzz"'],
  ['an ambiguous prefix, listed', ['show', 'abc'], 'fits several sessions: abc111, abc222'],
  [
    'a prompt that does not wait',
    ['queue', 'abc111', 'drop', '3'],
    'no prompt 3 waits; the queue is empty',
  ],
  ['no word for which prompt', ['queue', 'abc111', 'drop'], 'which prompt?'],
  ['an unknown shell', ['completion', 'tcsh'], 'is none of bash, zsh, fish'],
  ['half a wish about a project', ['project', 'set', '.'], 'say which and what'],
  ['no project to add', ['project', 'add'], 'say which and what: signalbox project add FOLDER'],
  ['a list with settings', ['project', 'ls', '--agent', 'demo'], 'say set to change one'],
  ['an unknown action', ['project', 'ad'], 'is none of ls, add, set, rm'],
  [
    'an unknown setting',
    ['project', 'set', '.', '--modle', 'x'],
    "unknown option '--modle' (Did you mean --model?); see signalbox project --help",
  ],
  [
    'a wrong value of a setting',
    ['project', 'set', '.', '--on-crash', 'panic'],
    'is none of ask, resume, leave',
  ],
  ['no name of a group', ['group', 'add'], 'say which: signalbox group add NAME'],
  ['no new name of a group', ['group', 'set', 'work'], 'group set NAME --name NEW'],
])('%s is one clear line and exit code 2', async (_, argv, told) => {
  const { code, out, err } = await given(argv)
  expect([code, out]).toEqual([2, ''])
  expect(err).toContain(told)
  expect(err).toMatch(/^signalbox: [^\n]+\n$/)
})

test('an unknown agent is told as the server tells it', async () => {
  const message = 'No agent "nope"; known are: demo.'
  server.react = ({ method }) =>
    method === 'POST' ? refusal(400, 'unknown-agent', message) : undefined
  const { code, err } = await given(['run', 'x', '--agent', 'nope'])
  server.react = () => undefined
  expect([code, err]).toEqual([2, `signalbox: ${message}\n`])
})

test('a folder without permission is told before anything starts', async () => {
  const closed = join(server.data, 'closed')
  await mkdir(closed, { mode: 0o000 })
  // Root reads everything: an unprivileged user asks.
  const root = process.geteuid?.() === 0
  if (root) process.seteuid?.('nobody')
  const { code, err } = await given(['run', 'x', '--project', closed]).finally(() => {
    if (root) process.seteuid?.(0)
  })
  expect(code).toBe(2)
  expect(err).toContain('may not be read by you')
  await chmod(closed, 0o700)
})

test.each([['ls'], ['run', 'x'], ['down'], ['doctor']])(
  'a data folder without permission is told: %s',
  async (...argv) => {
    const closed = join(server.data, 'closed-data')
    await mkdir(closed, { mode: 0o000 })
    const root = process.geteuid?.() === 0
    if (root) process.seteuid?.('nobody')
    const { run, out, err } = fakeWorld(closed, { cwd: tmpdir() })
    const code = await run(...argv).finally(() => {
      if (root) process.seteuid?.(0)
    })
    await rmdir(closed)
    const told = `${join(closed, 'server.json')} may not be read by you; make the data folder yours, or name another with --data`
    if (argv[0] === 'doctor') {
      expect([code, err()]).toEqual([1, ''])
      expect(out()).toContain(`Server: ${told}`)
    } else expect([code, out(), err()]).toEqual([2, '', `signalbox: ${told}\n`])
  },
)

test('an export into a folder without permission is told, and nothing else', async () => {
  const closed = join(server.data, 'closed-export')
  await mkdir(closed, { mode: 0o500 })
  const root = process.geteuid?.() === 0
  if (root) {
    await chmod(server.data, 0o755)
    await chmod(join(server.data, 'token'), 0o644)
    process.seteuid?.('nobody')
  }
  const { code, err } = await given(['export', '--output', join(closed, 'all')]).finally(() => {
    if (root) process.seteuid?.(0)
  })
  await chmod(server.data, 0o700)
  await chmod(join(server.data, 'token'), 0o600)
  expect(code).toBe(1)
  expect(err).toMatch(/^signalbox: cannot write .*closed-export\/all: EACCES[^\n]*\n$/)
})

test('a server that hangs is named, and none is started beside it', async () => {
  const slow = createServer(() => undefined).listen(0, '127.0.0.1')
  await once(slow, 'listening')
  const { port } = slow.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  const data = join(server.data, 'hung')
  await mkdir(data)
  await writeFile(join(data, 'token'), 'secret')
  await writeFile(join(data, 'server.json'), JSON.stringify({ pid: 7, url, version: '1.0.0' }))
  const said = await Promise.all(
    [['ls'], ['run', 'x'], ['down']].map(async (argv) => {
      const { run, err } = fakeWorld(data, { alive: () => true })
      return [await run(...argv), err()]
    }),
  )
  slow.closeAllConnections()
  slow.close()
  for (const [code, err] of said) {
    expect(code).toBe(6)
    expect(err).toMatch(/^signalbox: the server \(process 7\) does not answer at http[^\n]+\n$/)
  }
})

test('a wrong token is told, with 6', async () => {
  await writeFile(join(server.data, 'token'), 'wrong\n')
  const { code, err } = await given(['ls'])
  await writeFile(join(server.data, 'token'), 'a-secret\n')
  expect(code).toBe(6)
  expect(err).toMatch(/does not know the token in .*token/)
})

test('an answer that is not understood is told, not thrown', async () => {
  server.react = ({ path }) =>
    path === 'agents' ? { status: 200, body: { agents: 1 } } : undefined
  expect((await given(['agents'])).code).toBe(1)
  server.react = ({ path }) => (path === 'agents' ? { status: 500, body: '<html>' } : undefined)
  const { code, err } = await given(['agents'])
  server.react = () => undefined
  expect([code, err]).toEqual([1, 'signalbox: the server answered with status 500\n'])
})

test('with --json a refusal is a document too', async () => {
  const { code, out, err } = await given(['show', 'abc', '--json'])
  expect([code, err.split('\n')[0]]).toEqual([2, expect.stringContaining('fits several')])
  expect(JSON.parse(out)).toMatchObject({
    error: { code: 'ambiguous', exitCode: 2, matches: ['abc111', 'abc222'] },
  })
})

test('the version and the help are no errors', async () => {
  expect(await given(['--version'])).toEqual({ code: 0, out: '1.0.0\n', err: '' })
  const { code, out } = await given(['--help'])
  expect(code).toBe(0)
  expect(out).toContain('Examples:')
})
