import { describe, expect, test } from 'vitest'
import type { SessionEvent } from '../../core/event.ts'
import { goneExit } from '../../core/receive.ts'
import { approval, child, grew, message, tool, turnBegun, turnEnded } from '../testing/event-log.ts'
import { oneRun } from '../testing/one-run.ts'

const { server, id, begun, play, world } = oneRun()

const crash: SessionEvent = {
  type: 'agent.exited',
  run: 'r1',
  exit: goneExit('signalled', 'killed by SIGKILL'),
}

describe('how it ends', () => {
  test.each([
    ['completed', 0],
    ['failed', 1],
    ['interrupted', 3],
    ['stopped', 3],
    ['crashed', 4],
  ] as const)('a turn that %s ends it with %i', async (outcome, code) => {
    play(...begun, message('m1', 'Working on it.'), turnEnded('t1', outcome))
    const { run, out } = world()
    expect(await run('run', 'add a health endpoint')).toBe(code)
    expect(out()).toContain('Working on it.\n')
    expect(out()).toMatch(
      new RegExp(`── ${outcome} · 1 turn · 12\\.2k tokens in, 340 out · \\$0\\.02`),
    )
  })

  test('an agent that cannot be started is a crash', async () => {
    play(...begun.slice(0, 1), { ...crash, exit: goneExit('spawn-failed', 'demo: not found') })
    const { run, out } = world()
    expect(await run('run', 'x')).toBe(4)
    expect(out()).toContain('demo: not found')
  })

  test('an answer that nobody is there to give ends it with 5 and the commands that give it', async () => {
    play(...begun, approval('ask-1', 'Publish the package', 'npm publish'))
    const { run, err } = world()
    expect(await run('run', 'x', '--no-input')).toBe(5)
    expect(err()).toContain(
      'it needs your leave (runs a command): Publish the package: npm publish',
    )
    expect(err()).toContain('signalbox approve ask-1\n')
    expect(err()).toContain('signalbox deny ask-1 --reason')
  })

  test('what its permission allows by itself is no reason to stop', async () => {
    play(...begun, approval('ask-1', 'Publish'))
    const { run, shows } = world()
    const ended = run('run', 'x', '--permission', 'bypass', '--no-input')
    await shows('› x')
    server().add(
      id,
      { type: 'ask.answered', id: 'ask-1', answer: { choice: 'allow' }, by: 'policy' },
      turnEnded('t1'),
    )
    expect(await ended).toBe(0)
  })

  test('no server and none that starts ends it with 6 and the end of its log', async () => {
    await server().stop()
    const { writeFile } = await import('node:fs/promises')
    await writeFile(`${server().data}/logs/server.log`, 'one\nthe disk is full\n')
    const { run, err } = world({ startServer: () => ({ pid: 1, exited: Promise.resolve(1) }) })
    expect(await run('run', 'x')).toBe(6)
    expect(err()).toContain('ended with code 1')
    expect(err()).toContain('the disk is full')
  })

  test('the words of a server that did not start are told where the log before them was put aside', async () => {
    await server().stop()
    const { writeFile } = await import('node:fs/promises')
    const file = `${server().data}/logs/start.log`
    await writeFile(file, 'what another said\n'.repeat(100))
    const startServer = () => ({ pid: 1, exited: writeFile(file, 'no such port\n').then(() => 1) })
    const { run, err } = world({ startServer })
    expect(await run('run', 'x')).toBe(6)
    expect(err()).toContain('no such port')
  })

  test('a removed session ends it', async () => {
    play(...begun)
    const { run, shows, err } = world()
    const ended = run('run', 'x')
    await shows('› x')
    server().frame({ type: 'removed', sessions: [id] })
    expect(await ended).toBe(3)
    expect(err()).toContain('was removed')
  })
})

test('a server is started in the background where none is, and that is said once', async () => {
  await server().stop()
  play(...begun, turnEnded('t1'))
  const { run, err } = world({
    startServer() {
      void server().start()
      return { pid: 1, exited: new Promise(() => undefined) }
    },
  })
  expect(await run('run', 'x')).toBe(0)
  expect(err().match(/starting one in the background/g)).toHaveLength(1)
})

test('subagents stand indented under their title, and background work is waited for', async () => {
  play(...begun, tool('c1', 'Spawn the tester'))
  const { run, shows, out } = world()
  const ended = run('run', 'x')
  await shows('Spawn the tester')
  server().add('kid', child(id, id, 'Write the tests'), { type: 'turn.started', turn: 'k1' })
  server().add('kid', message('m1', 'Looking at the routes.'))
  server().add('grandkid', child('kid', id, 'Find fixtures'), { type: 'turn.started', turn: 'g1' })
  server().add('grandkid', message('m1', 'Found two.'), turnEnded('g1'))
  server().add(id, message('m2', 'The tester works on.'), turnEnded('t1'))
  await shows('The tester works on.')
  server().add('kid', turnEnded('k1'))
  expect(await ended).toBe(0)
  expect(out()).toContain('  ↳ Write the tests\n  │ Looking at the routes.\n')
  expect(out()).toContain('    ↳ Find fixtures\n    │ Found two.\n')
  expect(out()).toContain('2 subagents')
})

describe('over restarts of the server', () => {
  test('nothing is printed twice and nothing is missing, and the wait is said once', async () => {
    play(...begun, message('m1', '', false), grew('m1', 0, 'The quick '))
    const { run, shows, out, err } = world()
    const ended = run('run', 'x')
    await shows('The quick')
    server().deltas({ session: id, id: 'm1', kind: 'message', offset: 10, text: 'brown fox ' })
    await shows('brown')
    await server().stop()
    await shows('server gone, waiting', 'err')
    server().add(id, grew('m1', 10, 'brown fox jumps'), message('m1', 'The quick brown fox jumps.'))
    server().add(id, turnEnded('t1'))
    await server().start()
    expect(await ended).toBe(0)
    expect(out().match(/The quick brown fox jumps\./g)).toHaveLength(1)
    expect(out().match(/quick/g)).toHaveLength(1)
    expect(err().match(/server gone/g)).toHaveLength(1)
  })

  test('the NDJSON has each event of the tree once, in order, and ends with the result', async () => {
    play(...begun, message('m1', 'one'))
    const { run, shows, out } = world()
    const ended = run('run', 'x', '--json')
    await shows('"m1"')
    server().add('kid', child(id, id, 'Kid'), { type: 'turn.started', turn: 'k1' })
    await shows('"k1"')
    server().cut()
    server().add('kid', message('k2', 'two'), turnEnded('k1'))
    server().add(id, turnEnded('t1'))
    expect(await ended).toBe(0)
    const lines = out()
      .trimEnd()
      .split('\n')
      .map((line): { seq?: number; type: string } => JSON.parse(line))
    expect(lines.slice(0, -1).map(({ seq }) => seq)).toEqual(
      server().log.events.map(({ seq }) => seq),
    )
    expect(lines.at(-1)).toMatchObject({
      type: 'result',
      outcome: 'completed',
      exitCode: 0,
      session: { id, state: 'idle' },
    })
  })
})

describe('what it asks the server for', () => {
  test('all that was given', async () => {
    play(...begun, turnEnded('t1'))
    const { run } = world({ env: { SIGNALBOX_DATA: server().data, API_URL: 'http://x' } })
    const flags = ['--agent', 'demo', '--model', 'large', '--permission', 'accept-edits']
    const more = ['--title', 'Health', '--env', 'API_URL', '--env', 'A=b=c', '--on-crash', 'resume']
    expect(await run('run', 'add', 'it', '--project', '.', ...flags, ...more)).toBe(0)
    expect(server().asked.find(({ method }) => method === 'POST')?.body).toEqual({
      prompt: 'add it',
      cwd: server().data,
      agent: 'demo',
      model: 'large',
      permission: 'accept-edits',
      title: 'Health',
      env: { API_URL: 'http://x', A: 'b=c' },
      onCrash: 'resume',
    })
  })

  test('--detach prints the id and leaves', async () => {
    const { run, out } = world()
    expect(await run('run', 'x', '--detach')).toBe(0)
    expect(out()).toBe(`${id}\n`)
  })

  test('--resume sends the prompt to that session and shows only what follows', async () => {
    play(...begun, message('m1', 'The old work.'), turnEnded('t1'))
    await world().run('run', 'x')
    server().heard = ({ method, path }) => {
      if (method === 'POST' && path.endsWith('/prompts'))
        server().add(id, ...turnBegun('p2', 't2').slice(2), message('m2', 'New.'), turnEnded('t2'))
    }
    const { run, out } = world()
    expect(await run('run', '--resume', 'new-1', 'and test it')).toBe(0)
    expect(out()).toContain('› and test it\nNew.\n')
    expect(out()).not.toContain('The old work')
  })

  test('--fork begins a session beside that one, with what may be chosen for it', async () => {
    play(...begun, message('m1', 'The old work.'), turnEnded('t1'))
    await world().run('run', 'x')
    const { run, err } = world()
    expect(await run('run', '--fork', 'new-1', 'x', '--model', 'small', '--detach')).toBe(0)
    expect(server().asked.at(-1)).toMatchObject({
      method: 'POST',
      path: 'sessions/new-1/fork',
      body: { prompt: 'x', model: 'small' },
    })
    expect(await run('run', '--fork', 'a', '--resume', 'b', 'x')).toBe(2)
    expect(err()).toContain('--resume goes on with a session, --fork begins one beside it')
  })

  test('- reads the prompt from standard input', async () => {
    const { run, world: given } = world()
    given.stdin.push('from a file\n')
    given.stdin.push(null)
    expect(await run('run', '-', '--detach')).toBe(0)
    expect(server().asked.at(-1)?.body).toMatchObject({ prompt: 'from a file' })
  })
})
