import { expect, test } from 'vitest'
import { marked } from '../../../src/process/reap.ts'
import { wholePath } from './whole-path.ts'

const path = await wholePath()
const calm = ['starting', 'idle', 'running', 'idle']

test('killed in mid-command it leaves nothing, is resumed, and costs go on from a lost count', async () => {
  const { id, ended } = await path.run('Killed', 'play:second')
  expect((await ended).code).toBe(0)
  const { resumeToken } = path.session(id)
  const second = path.cli('run', '--resume', id, 'play:slow')
  const shell = await path.slow()
  const { run = '', pid } = path.session(id).live ?? {}
  expect((await marked('SIGNALBOX_RUN', run)).map((one) => one.pid)).toContain(shell)
  process.kill(pid ?? 0, 'SIGKILL')
  expect((await second).code).toBe(4)
  expect(path.session(id).exit).toMatchObject({ cause: 'signalled', signal: 'SIGKILL' })
  expect(await marked('SIGNALBOX_RUN', run)).toEqual([])

  expect((await path.cli('run', '--resume', id, 'play:text')).code).toBe(0)
  expect(path.session(id).resumeToken).toBe(resumeToken)
  // What the killed turn used was told to nobody.
  expect(await path.told(id, { lost: ['slow/0'] })).toEqual({
    '': {
      under: null,
      states: [...calm, 'running', 'crashed', 'resuming', 'idle', 'running', 'idle'],
      lines: [
        '> play:second',
        'says: The second answer.',
        'completed',
        '> play:slow',
        'says: It takes long.',
        'Bash failed: ./slow.sh',
        'crashed (other)',
        'agent crashed: Killed by SIGKILL.',
        'agent resumed',
        '> play:text',
        'says: Hello from the script.',
        'completed',
      ],
      outcome: 'completed',
      tokens: [3000, 60, 0, 0],
    },
  })
})

test('eight at once keep apart, each with its own words, tokens and cost', async () => {
  const names = ['text', 'second', 'text', 'second', 'text', 'second', 'text', 'second']
  const last = path.run('Of eight', 'play:second')
  const wanted = { agent: 'claude', model: 'claude-sonnet-4-5' }
  const seven = names.slice(0, 7).map((name) => path.create(`play:${name}`, wanted))
  const ids = [...(await Promise.all(seven)), (await last).id]
  expect((await (await last).ended).code).toBe(0)
  for (const [index, id] of ids.entries()) {
    await path.rested(id)
    const first = names[index] === 'text'
    expect(await path.told(id)).toEqual({
      '': {
        under: null,
        states: calm,
        lines: [
          `> play:${names[index]}`,
          `says: ${first ? 'Hello from the script.' : 'The second answer.'}`,
          'completed',
        ],
        outcome: 'completed',
        tokens: first ? [1000, 20, 0, 0] : [2000, 40, 0, 0],
      },
    })
  }
})
