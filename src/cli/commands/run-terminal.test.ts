import { describe, expect, test } from 'vitest'
import { approval, tool, turnEnded } from '../testing/event-log.ts'
import { oneRun } from '../testing/one-run.ts'

const { server, id, begun, play, world } = oneRun()

describe('Ctrl-C', () => {
  test('once interrupts, and the end is told with 3', async () => {
    play(...begun)
    const { run, shows, interrupt } = world()
    server().react = ({ path }) => {
      if (path === `sessions/${id}/interrupt`) server().add(id, turnEnded('t1', 'interrupted'))
      return undefined
    }
    const ended = run('run', 'x')
    await shows('› x')
    interrupt()
    expect(await ended).toBe(3)
  })

  test('twice waits no longer, and how to come back was said at the first', async () => {
    play(...begun)
    const { run, shows, interrupt, err } = world()
    const ended = run('run', 'x')
    await shows('› x')
    interrupt()
    expect(err()).toContain('The session stays, and nothing of it is lost.')
    expect(err()).toContain(`come back with: signalbox run --resume ${id}`)
    interrupt()
    expect(await ended).toBe(3)
    expect(err()).toContain(`signalbox logs -f ${id}`)
  })

  test.each([2, 3])(
    'where the server says nothing, %i of them leave all the same',
    async (presses) => {
      play(...begun)
      server().react = ({ path }) =>
        path === `sessions/${id}/interrupt` ? new Promise(() => undefined) : undefined
      const { run, shows, interrupt } = world()
      const ended = run('run', 'x')
      await shows('› x')
      for (let press = 0; press < presses; press++) interrupt()
      expect(await ended).toBe(3)
    },
  )

  test('a request to end (SIGTERM) leaves at once and interrupts nothing', async () => {
    play(...begun)
    const { run, shows, interrupt } = world()
    const ended = run('run', 'x')
    await shows('› x')
    interrupt('SIGTERM')
    expect(await ended).toBe(3)
    expect(server().asked.map(({ path }) => path)).not.toContain(`sessions/${id}/interrupt`)
  })
})

describe('at a terminal', () => {
  test('an approval is asked with its risk, and one key answers it', async () => {
    play(...begun, approval('ask-1', 'Publish the package', 'npm publish'))
    const { run, shows, key, out } = world({ tty: true })
    server().react = ({ path, body }) => {
      if (path !== 'approvals/ask-1') return undefined
      expect(body).toEqual({ choice: 'allow', always: true })
      server().add(
        id,
        { type: 'ask.answered', id: 'ask-1', answer: { choice: 'allow' }, by: 'person' },
        turnEnded('t1'),
      )
      return undefined
    }
    const ended = run('run', 'x')
    await shows('deny with a reason')
    expect(out()).toContain('Publish the package (runs a command)')
    expect(out()).toContain('always here (exactly this command, in this session)')
    key('x')
    key('a')
    expect(await ended).toBe(0)
    expect(out()).toContain('Allowed by you: Publish the package')
  })

  test('a denial can have a reason, typed and corrected', async () => {
    play(...begun, approval('ask-1', 'Publish'))
    const { run, shows, key } = world({ tty: true })
    const ended = run('run', 'x')
    await shows('deny with a reason')
    server().heard = ({ path }) => {
      if (path === 'approvals/ask-1') server().add(id, turnEnded('t1'))
    }
    key('N')
    key('not nox\u007fw\r')
    await ended
    expect(server().asked.find(({ path }) => path === 'approvals/ask-1')?.body).toEqual({
      choice: 'deny',
      reason: 'not now',
    })
  })

  test('a question is answered by the number of an option', async () => {
    const options = [
      { id: 'pg', label: 'PostgreSQL' },
      { id: 'lite', label: 'SQLite' },
    ]
    const title = 'Which database?'
    play(...begun, { type: 'ask.opened', ask: { id: 'q', kind: 'question', title, options } })
    const { run, shows, key } = world({ tty: true })
    const ended = run('run', 'x')
    await shows('type an answer')
    server().heard = ({ path }) => {
      if (path === 'approvals/q') server().add(id, turnEnded('t1'))
    }
    key('2')
    await ended
    expect(server().asked.find(({ path }) => path === 'approvals/q')?.body).toEqual({
      choice: 'reply',
      text: 'lite',
    })
  })

  test('one that is answered elsewhere goes away, and a late key answers nothing', async () => {
    play(...begun, approval('ask-1', 'Publish'))
    const { run, shows, key } = world({ tty: true })
    const ended = run('run', 'x')
    await shows('deny with a reason')
    server().add(id, {
      type: 'ask.answered',
      id: 'ask-1',
      answer: { choice: 'deny' },
      by: 'person',
    })
    await shows('answered elsewhere')
    key('y')
    server().add(id, turnEnded('t1'))
    expect(await ended).toBe(0)
    expect(server().asked.some(({ path }) => path.startsWith('approvals/'))).toBe(false)
  })

  test('a running command shows its last lines', async () => {
    play(...begun, tool('c', 'npm test', { settled: false, output: 'ok 1\nok 2\n' }))
    const { run, shows, out } = world({ tty: true })
    const ended = run('run', 'x')
    await shows('  ok 1\n  ok 2\nWorking')
    server().add(id, tool('c', 'npm test', { output: 'ok 1\nok 2\nok 3' }), turnEnded('t1'))
    expect(await ended).toBe(0)
    expect(out()).toContain('\u001b[4A\u001b[J✓ Ran npm test')
  })
})
