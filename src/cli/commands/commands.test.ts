import { readFile, writeFile, chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { created, message } from '../testing/event-log.ts'
import { fakeServer } from '../testing/fake-server.ts'
import { fakeWorld } from '../testing/fake-world.ts'
import { twoSessions } from '../testing/two-sessions.ts'

const { server, given, sent } = twoSessions()

describe('pages', () => {
  test('ls groups, and --json is the flat list', async () => {
    const { out } = await given(['ls'])
    expect(out).toMatch(/Needs you \(1\)\n.*add a health endpoint/)
    const json = JSON.parse((await given(['ls', '--json'])).out)
    expect(json.sessions.map(({ id }: { id: string }) => id)).toEqual(['3f9c2a', '77b0d1'])
    await given(['ls', '--all'])
    expect(server().asked.at(-1)?.path).toBe('sessions?all=1')
  })

  test('show tells the state and why, what waits and what it cost', async () => {
    const { out } = await given(['show', '3f'])
    expect(out).toContain('◆ Needs approval  add a health endpoint')
    expect(out).toContain('signalbox approve ask-9')
    expect(out).toContain('1. then docs')
    expect(JSON.parse((await given(['show', '3f', '--json'])).out).session.id).toBe('3f9c2a')
  })

  test('logs prints the transcript, and --json each event once, in order', async () => {
    const { out } = await given(['logs', '3f'])
    expect(out).toContain('› add it\nOn it.\n✓ Ran npm test\n◆ Publish')
    const json = (await given(['logs', '3f', '--json'])).out.trimEnd().split('\n')
    const own = server().log.events.filter(({ sessionId }) => sessionId === '3f9c2a')
    expect(json.map((line) => JSON.parse(line).seq)).toEqual(own.map(({ seq }) => seq))
    const after = await given(['logs', '3f', '--json', '--after', String(own.at(-2)?.seq)])
    expect(after.out.trimEnd().split('\n')).toHaveLength(1)
  })

  test.each(['approvals', 'status', 'agents', 'project', 'group', 'doctor'])(
    '%s has both forms',
    async (name) => {
      const text = await given([name])
      expect([text.code, text.err]).toEqual([0, ''])
      expect(text.out.length).toBeGreaterThan(10)
      expect(() => void JSON.parse(text.out)).toThrow()
      const { out } = await given([name, '--json'])
      expect(typeof JSON.parse(out)).toBe('object')
    },
  )

  test('export streams, or writes a new file and never over an old one', async () => {
    const all = await given(['export'])
    expect(all.out.trimEnd().split('\n')).toHaveLength(server().log.events.length)
    const file = join(server().data, 'out.ndjson')
    expect((await given(['export', '--session', '3f', '--output', file])).code).toBe(0)
    expect(server().asked.at(-1)?.path).toBe('export?session=3f')
    expect(await readFile(file, 'utf8')).toBe(all.out)
    expect((await given(['export', '--output', file])).code).toBe(2)
  })
})

describe('projects', () => {
  test('are listed under their group with what they set', async () => {
    const line = '  shop  /w/shop  agent: demo  on crash: resume  env: API_KEY'
    expect((await given(['project', 'ls'])).out).toBe(`work\n${line}\n`)
    expect((await given(['group', 'ls'])).out).toBe('work  shop\n')
  })

  test('are put into a group as it is made', async () => {
    expect((await given(['group', 'add', 'work', '/x', 'shop'])).code).toBe(0)
    expect(sent()).toMatchObject([
      ['PATCH', 'projects/%2Fx', {}],
      ['PATCH', 'projects/shop', {}],
      ['POST', 'groups', { name: 'work' }],
      ['PATCH', 'projects/%2Fx', { group: 'g1' }],
      ['PATCH', 'projects/shop', { group: 'g1' }],
    ])
  })

  test('what the server wants to be read is told in one line beside', async () => {
    server().react = ({ path, body }) =>
      path === 'projects' && body !== undefined ? { status: 201, body: withNote } : undefined
    const { project } = JSON.parse((await given(['project', 'rm', 'shop', '--json'])).out)
    const withNote = { project, note: 'Project "shop" was found again at /new.' }
    const { code, err } = await given(['project', 'add', '/new'])
    expect([code, err]).toEqual([0, 'signalbox: Project "shop" was found again at /new.\n'])
  })
})

describe('demo', () => {
  test('starts its sessions in scratch projects of the data folder', async () => {
    const { code, out } = await given(['demo'])
    expect(code).toBe(0)
    expect(out).toContain('1 session began')
    expect(sent()[0]?.[2]).toMatchObject({
      agent: 'demo',
      prompt: '/play approval',
      title: 'Fix the login',
    })
  })

  test('as load maker starts so many alike', async () => {
    await given(['demo', '--sessions', '3', '--rate', '20', '--events', '50'])
    expect(sent().map(([, , body]) => Reflect.get(Object(body), 'prompt'))).toEqual(
      Array(3).fill('/play flood rate=20 events=50'),
    )
    expect((await given(['demo', '--sessions', '501'])).code).toBe(2)
  })
})

describe('down', () => {
  test('waits until server and runners are gone', async () => {
    let looks = 0
    const { code, out } = await given(['down'], {
      alive: () => looks < 2,
      runners: () => Promise.resolve(++looks < 4 ? [{ name: 'local', pid: 5 }] : []),
    })
    expect([code, out]).toEqual([0, 'Everything ended.\n'])
    expect(sent()).toEqual([['POST', 'down', {}]])
  })

  test('where nothing runs there is nothing to do', async () => {
    const empty = join(server().data, 'empty')
    expect(await given(['down', '--data', empty])).toEqual({
      code: 0,
      out: 'Nothing runs.\n',
      err: '',
    })
  })
})

describe('doctor', () => {
  test('says what is wrong and what to do, and ends with 1', async () => {
    await chmod(join(server().data, 'token'), 0o644)
    await writeFile(join(server().data, 'signalbox.sqlite'), 'no database')
    const { code, out } = await given(['doctor'], {
      nodeVersion: '20.1.0',
      version: '2.0.0',
      checkDatabase: () => Promise.resolve('it is corrupt; run: signalbox serve --set-aside'),
    })
    await chmod(join(server().data, 'token'), 0o600)
    expect(code).toBe(1)
    expect(out).toContain('✗ Node: 20.1.0 is too old')
    expect(out).toContain('✗ Token: others may read')
    expect(out).toContain('✗ Database: it is corrupt')
    expect(out).toContain('✗ Version: the server is 1.0.0, this program 2.0.0')
    expect(out).toContain('✓ Agent demo: at /opt/demo')
    expect(out).toContain('– Agent codex: not installed; npm install -g codex')
  })

  test('says where the logs are, or that there are none yet', async () => {
    const { out } = await given(['doctor'])
    const runners = join(server().data, 'runners', '*', 'runner.log')
    expect(out).toContain(`✓ Logs: ${join(server().data, 'logs', 'server.log')} and ${runners}\n`)
    const fresh = join(server().data, 'fresh')
    const { out: told } = await given(['doctor', '--data', fresh])
    expect(told).toContain(`– Logs: ${join(fresh, 'logs')} is made when the server first starts\n`)
  })
})

describe('serve', () => {
  test('where a server answers already, its address is printed', async () => {
    for (const argv of [[], ['serve'], ['--no-open', '--port', '5000']]) {
      const { code, out } = await given(argv)
      expect(code).toBe(0)
      expect(out).toContain(`${server().url}/?token=a-secret`)
    }
  })

  test('runs here until Ctrl-C, and says that agents go on', async () => {
    const stopped = Promise.withResolvers<void>()
    const { run, shows, interrupt, out } = fakeWorld(join(server().data, 'fresh'), {
      serve: ({ port, host, setAside }) => {
        expect({ port, host, setAside }).toEqual({ port: 5000, host: null, setAside: true })
        const stop = () => Promise.resolve(stopped.resolve())
        return Promise.resolve({ url: 'http://127.0.0.1:5000', stop, stopped: stopped.promise })
      },
    })
    const ended = run('serve', '--port', '5000', '--set-aside')
    await shows('http://127.0.0.1:5000')
    interrupt()
    expect(await ended).toBe(0)
    expect(out()).toContain('Agents go on')
  })

  test('a refusal is told with its own exit code', async () => {
    const fresh = join(server().data, 'fresh')
    const serve = () =>
      Promise.resolve({ refused: 'Port 4747 is taken by nginx (process 7).', exitCode: 6 })
    const { code, err } = await given(['serve', '--data', fresh], { serve })
    expect([code, err]).toEqual([6, 'signalbox: Port 4747 is taken by nginx (process 7).\n'])
  })
})

test('a reader that has enough ends the command in silence', async () => {
  const { run, world, err } = fakeWorld(server().data)
  world.stdout.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }))
  expect(await run('export')).toBe(0)
  expect(err()).toBe('')
})

test('logs -f goes on over a restart of the server, until the session is closed', async () => {
  const own = await fakeServer()
  own.add('s1', created(), message('m1', 'one'))
  const { run, shows, out } = fakeWorld(own.data)
  const ended = run('logs', '-f', 's1', '--json')
  await shows('"m1"')
  own.add('s1', message('m2', 'two'))
  await shows('"m2"')
  await own.stop()
  own.add('s1', message('m3', 'three'))
  await own.start()
  await shows('"m3"')
  own.add('s1', { type: 'session.closed' })
  expect(await ended).toBe(0)
  const seqs = out()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).seq)
  expect(seqs).toEqual([1, 2, 3, 4, 5])
  await own.close()
})

test('the address file of a server that died is no server', async () => {
  const own = await fakeServer()
  await own.stop()
  await writeFile(join(own.data, 'token'), 'other\n')
  const { run, err } = fakeWorld(own.data)
  expect(await run('ls')).toBe(6)
  expect(err()).toContain('no server answers')
  await own.close()
})
