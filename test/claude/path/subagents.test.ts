import { expect, test } from 'vitest'
import { wholePath } from './whole-path.ts'

const path = await wholePath()
const calm = ['starting', 'idle', 'running', 'idle']
const child = ['starting', 'running', 'done']
const asking = ['starting', 'running', 'needs-approval', 'running', 'done']
const touching = [
  '> Do it. play:touch',
  'Bash completed: touch ./touched = (Bash completed with no output)',
  'asks (approval) touch ./touched → allow by person',
  'says: The call came back.',
  'completed',
]
const done = { outcome: 'completed', tokens: [200, 20, 0, 0] }

test('a subagent of a subagent asks in its own place, and each is counted for itself', async () => {
  const { id, ended } = await path.run('Nested', 'play:outer-asks')
  expect((await ended).code).toBe(5)
  expect((await path.asked(id)).of).toMatchObject({ title: 'inner', state: 'needs-approval' })
  await path.cmd('approve', id)
  await path.rested(id)
  expect(await path.told(id)).toEqual({
    '': {
      under: null,
      states: calm,
      lines: [
        '> play:outer-asks',
        'Agent completed: outer = Middle reports.',
        'says: All is done.',
        'completed',
      ],
      ...done,
    },
    outer: {
      under: '',
      states: child,
      lines: [
        '> Do it. play:middle-asks',
        'says: Middle begins.',
        'Agent completed: inner',
        'says: Middle reports.',
        'completed',
      ],
      outcome: 'completed',
      tokens: [620, 45, 0, 0],
    },
    inner: { under: 'outer', states: asking, lines: touching, ...done },
  })
})

test('of two side by side the one that asks holds up nothing of the other', async () => {
  const { id, ended } = await path.run('Parallel', 'play:parallel-asks')
  expect((await ended).code).toBe(5)
  await path.until('the other is done', () =>
    path.feed.fleet.descendants(id).some((one) => one.title === 'tells' && one.state === 'done'),
  )
  expect((await path.asked(id)).of.title).toBe('asks')
  await path.cmd('approve', id)
  await path.rested(id)
  expect(await path.told(id)).toEqual({
    '': {
      under: null,
      states: calm,
      lines: [
        '> play:parallel-asks',
        'Agent completed: asks = The call came back.',
        'Agent completed: tells = Hello from the script.',
        'says: Both are done.',
        'completed',
      ],
      ...done,
    },
    asks: { under: '', states: asking, lines: touching, ...done },
    tells: {
      under: '',
      states: child,
      lines: ['> Do it. play:text', 'says: Hello from the script.', 'completed'],
      outcome: 'completed',
      tokens: [1000, 20, 0, 0],
    },
  })
})

test('one in the background asks when its parent rests already, which goes on when it comes back', async () => {
  const { id, ended } = await path.run('Behind', 'play:asks-behind')
  expect((await ended).code).toBe(5)
  await path.until('its parent rests', () => path.session(id).turns === 1)
  expect((await path.asked(id)).of).toMatchObject({ title: 'asker', child: { background: true } })
  await path.cmd('approve', id)
  await path.until('its parent went on', () => path.session(id).turns === 2)
  await path.rested(id)
  expect(await path.told(id)).toEqual({
    '': {
      under: null,
      states: [...calm, 'running', 'idle'],
      lines: [
        '> play:asks-behind',
        'Agent completed: asker',
        'says: The asker was launched.',
        'completed',
        'says: The asker came back.',
        'completed',
      ],
      outcome: 'completed',
      tokens: [300, 30, 0, 0],
    },
    asker: { under: '', states: asking, lines: touching, ...done },
  })
})

test('a run waits for what its turn left in the background, and for what comes of it', async () => {
  const { id, ended } = await path.run('Waits for it', 'play:background')
  await path.until('its parent rests', () => path.session(id).turns === 1)
  expect(path.feed.fleet.effective(id).state).toBe('running')
  path.model.open('slow-worker')
  const { code, stdout } = await ended
  expect([code, stdout]).toEqual([0, expect.stringContaining('It came back.')])
  expect(await path.told(id)).toEqual({
    '': {
      under: null,
      states: [...calm, 'running', 'idle'],
      lines: [
        '> play:background',
        'Agent completed: behind',
        'says: It was launched.',
        'completed',
        'says: It came back.',
        'completed',
      ],
      outcome: 'completed',
      tokens: [300, 30, 0, 0],
    },
    behind: {
      under: '',
      states: child,
      lines: ['> Do it. play:slow-worker', 'says: Slow worker begins.', 'completed'],
      outcome: 'completed',
      tokens: [100, 10, 0, 0],
    },
  })
})

test('a subagent that fails fails alone, and its parent hears of it', async () => {
  const { id, ended } = await path.run('Fails below', 'play:child-fails')
  expect((await ended).code).toBe(0)
  expect(await path.told(id)).toEqual({
    '': {
      under: null,
      states: calm,
      lines: [
        '> play:child-fails',
        expect.stringMatching(/^Agent failed: failing = .*API Error: 400 bad thing/),
        'says: It failed, noted.',
        'completed',
      ],
      ...done,
    },
    failing: {
      under: '',
      states: ['starting', 'running', 'failed'],
      lines: ['> Do it. play:bad', 'error: API Error: 400 bad thing', 'failed (other)'],
      outcome: 'failed',
      tokens: [0, 0, 0, 0],
    },
  })
})
