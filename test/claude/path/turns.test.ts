import { expect, test } from 'vitest'
import { wholePath } from './whole-path.ts'

const path = await wholePath()
const calm = ['starting', 'idle', 'running', 'idle']

test('a text is shown, counted and paid, and the next prompt goes on with all that was said', async () => {
  const { id, ended } = await path.run('Say it', 'play:text')
  const { code, stdout } = await ended
  expect([code, stdout]).toEqual([0, expect.stringContaining('Hello from the script.')])
  expect(path.session(id).context).toEqual({ used: 1020, size: 200_000 })
  expect((await path.cli('run', '--resume', id, 'And more. play:cached')).code).toBe(0)
  // What is read from the cache fills the context too.
  expect(path.session(id).context).toEqual({ used: 30_430, size: 200_000 })
  expect(await path.told(id)).toEqual({
    '': {
      under: null,
      states: [...calm, 'running', 'idle'],
      lines: [
        '> play:text',
        'says: Hello from the script.',
        'completed',
        '> And more. play:cached',
        'says: Read from the cache.',
        'completed',
      ],
      outcome: 'completed',
      tokens: [1010, 40, 30_000, 400],
    },
  })
})

test('a prompt sent in mid-turn is folded into it', async () => {
  const { id, ended } = await path.run('Steer it', 'play:folded')
  await path.model.came('folded/0')
  await path.cmd('send', id, '--now', 'Rather this. play:instead')
  path.model.open('folded')
  const { code, stdout } = await ended
  expect([code, stdout]).toEqual([0, expect.stringContaining('I do that instead.')])
  expect(await path.told(id)).toEqual({
    '': {
      under: null,
      states: calm,
      lines: [
        '> play:folded',
        '>> Rather this. play:instead',
        'says: I look first.',
        'Bash completed: echo looked = looked',
        'says: I do that instead.',
        'completed',
      ],
      outcome: 'completed',
      tokens: [200, 20, 0, 0],
    },
  })
})

test('prompts wait in the queue, are edited and dropped there, and run in their order', async () => {
  const { id, ended } = await path.run('Queue it', 'play:waits')
  await path.model.came('waits/0')
  await path.cmd('send', id, 'Second. play:nothing')
  await path.cmd('send', id, 'Third. play:nothing')
  await path.cmd('send', id, 'Fourth. play:text')
  await path.cmd('queue', id, 'edit', '1', 'Second. play:second')
  await path.cmd('queue', id, 'drop', '2')
  path.model.open('waits')
  expect((await ended).code).toBe(0)
  await path.until('the queue ran', () => path.session(id).turns === 3)
  await path.rested(id)
  expect(await path.told(id)).toEqual({
    '': {
      under: null,
      states: [...calm, 'running', 'idle', 'running', 'idle'],
      lines: [
        '> play:waits',
        'says: It waited.',
        'completed',
        '> Second. play:second',
        'says: The second answer.',
        'completed',
        '> Fourth. play:text',
        'says: Hello from the script.',
        'completed',
      ],
      outcome: 'completed',
      tokens: [3100, 70, 0, 0],
    },
  })
})

test('a fork remembers what was said, costs only what is its own, and leaves the other as it is', async () => {
  const { id, ended } = await path.run('First way', 'play:second')
  expect((await ended).code).toBe(0)
  // Its process ends, and saves with the transcript what was spent: the fork's own count begins there.
  await path.cmd('stop', id)
  await path.until('it is stopped', () => path.session(id).state === 'stopped')
  const fork = ['run', '--fork', id, '--title', 'Second way', 'play:remembers']
  expect((await path.cli(...fork)).code).toBe(0)
  const other = path.named('Second way')
  expect(other).toMatchObject({ model: 'claude-sonnet-4-5', fork: { of: id } })
  expect(other.resumeToken).not.toBe(path.session(id).resumeToken)
  for (const one of [id, other.id])
    expect((await path.cli('run', '--resume', one, 'play:text')).code).toBe(0)
  const goesOn = ['> play:text', 'says: Hello from the script.', 'completed']
  expect(await path.told(id)).toEqual({
    '': {
      under: null,
      states: [...calm, 'stopped', 'resuming', 'idle', 'running', 'idle'],
      lines: [
        '> play:second',
        'says: The second answer.',
        'completed',
        'agent stopped',
        'agent resumed',
        ...goesOn,
      ],
      outcome: 'completed',
      tokens: [3000, 60, 0, 0],
    },
  })
  expect(await path.told(other.id)).toEqual({
    '': {
      under: null,
      states: [...calm, 'running', 'idle'],
      lines: ['agent fork', '> play:remembers', 'says: I remember.', 'completed', ...goesOn],
      outcome: 'completed',
      tokens: [1100, 30, 0, 0],
    },
  })
})

test('a command in the background is told when it begins and when it is over, and the agent goes on by itself', async () => {
  const { id, ended } = await path.run('Behind', 'play:serves')
  expect((await ended).code).toBe(0)
  await path.until('it goes on', () => path.session(id).turns === 2)
  await path.rested(id)
  expect((await path.told(id))['']?.lines).toEqual([
    '> play:serves',
    expect.stringMatching(/^Bash completed: sleep 3/),
    'info: Runs on in the background: Waits a little.',
    'info: Allowed by your own Claude Code rules: sleep 3',
    'says: It runs.',
    'completed',
    'info: In the background completed: Waits a little.',
    'says: It is over.',
    'completed',
  ])
})
