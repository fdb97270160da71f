import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AgentJson } from '../../contract/response.ts'
import { fakeServer, type FakeServer } from '../testing/fake-server.ts'
import { fakeWorld } from '../testing/fake-world.ts'
import type { AgentShelf, World } from '../world.ts'

const ours: AgentJson = {
  name: 'claude',
  provider: 'claude',
  command: ['/kit.mjs', '/usr/bin/claude'],
  found: '/usr/bin/claude',
  version: '2.1.330',
  signedIn: false,
  hint: 'sign in: run /usr/bin/claude',
  default: true,
}
const missing: AgentJson = {
  ...ours,
  name: 'gone',
  found: null,
  version: null,
  signedIn: null,
  hint: 'run: signalbox agents install gone',
  default: false,
}

let server: FakeServer
beforeAll(async () => {
  server = await fakeServer()
})
afterAll(() => server.close())

/** Without a server, unless one is given. */
async function given(
  argv: string[],
  shelf: Partial<AgentShelf> = {},
  more: Partial<World> & { tty?: boolean; data?: string } = {},
) {
  const { data = '/nowhere', ...rest } = more
  const installable = ['claude']
  const install: AgentShelf['install'] = () =>
    Promise.resolve({ version: '0.3.330', already: false })
  const find = () => Promise.resolve([ours, missing])
  const world = fakeWorld(data, { agents: { installable, find, install, ...shelf }, ...rest })
  const code = await world.run(...argv)
  return { code, out: world.out(), err: world.err() }
}

test('without a server the agents are told as they are found from here', async () => {
  const { code, out } = await given(['agents'])
  expect(code).toBe(0)
  expect(out).toBe(`✓  claude  default  2.1.330  not signed in  /usr/bin/claude
  sign in: run /usr/bin/claude
–  gone                                     not installed
  run: signalbox agents install gone
`)
  const { agents } = JSON.parse((await given(['agents', '--json'])).out)
  expect(agents).toEqual([ours, missing])
})

test('with a server they are told as it finds them', async () => {
  const { out } = await given(['agents'], {}, { data: server.data })
  expect(out).toContain('/opt/demo')
})

test('doctor tells of each agent with or without a server', async () => {
  const { code, out } = await given(['doctor'])
  expect(code).toBe(0)
  expect(out).toContain(
    '– Agent claude: 2.1.330 at /usr/bin/claude, not signed in; sign in: run /usr/bin/claude',
  )
  expect(out).toContain('– Agent gone: not installed; run: signalbox agents install gone')
})

test('an installation shows how far it is at a terminal, and says what to do next', async () => {
  const install: AgentShelf['install'] = ({ onProgress, version }) => {
    onProgress({ line: 'Installing' })
    onProgress({ bytes: 120_000_000, about: 430_000_000 })
    return Promise.resolve({ version: version ?? 'the tested one', already: false })
  }
  const asked = ['agents', 'install', 'claude', '--version', '0.3.331']
  const { code, out, err } = await given(asked, { install }, { tty: true })
  expect(code).toBe(0)
  expect(err).toContain('Installing\n')
  expect(err).toContain('120 of about 430 MB')
  expect(err.endsWith('\r\u001b[K')).toBe(true)
  expect(out).toContain('Installed: claude, version 0.3.331')
  expect(out).toContain('Try: signalbox run ')
  expect((await given(asked, { install })).err).toBe('Installing\n')
})

test('Ctrl-C ends an installation', async () => {
  let interrupt = () => {}
  const { code, err } = await given(
    ['agents', 'install', 'claude'],
    {
      install: ({ signal }) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => resolve({ refused: 'interrupted', why: 'failed' }))
          interrupt()
        }),
    },
    {
      onInterrupt(listener) {
        interrupt = listener
        return () => undefined
      },
    },
  )
  expect([code, err]).toEqual([1, 'signalbox: interrupted\n'])
})

test.each([
  [['install'], 'which one? signalbox agents install claude'],
  [['install', 'clade'], 'did you mean "claude"?'],
  [['isntall', 'claude'], 'action: "isntall" is none of ls, install; did you mean install?'],
  [['ls', 'claude'], 'ls takes nothing'],
])('agents %j is refused with what would be right', async (argv, line) => {
  const { code, err } = await given(['agents', ...argv])
  expect(code).toBe(2)
  expect(err).toContain(line)
})

test('a version that is not there is wrong usage, npm without a network is a failure', async () => {
  for (const [why, wanted] of [
    ['usage', 2],
    ['failed', 1],
  ] as const) {
    const install = () => Promise.resolve({ refused: 'it is not', why })
    const { code, err } = await given(['agents', 'install', 'claude'], { install })
    expect([code, err]).toEqual([wanted, 'signalbox: it is not\n'])
  }
})
