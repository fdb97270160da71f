import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { wholePath } from './whole-path.ts'

const path = await wholePath()
const calm = ['starting', 'idle', 'running', 'idle']

test('commands are listed, the own ones of a project too, and one is sent as a prompt', async () => {
  const { id, ended } = await path.run('Greet her', '/greet Ada')
  const { code, stdout } = await ended
  expect([code, stdout]).toEqual([0, expect.stringContaining('Good day.')])
  expect(path.session(id).commands).toEqual(expect.arrayContaining(['greet', 'compact', 'init']))
  expect(await path.told(id)).toEqual({
    '': {
      under: null,
      states: calm,
      lines: ['> /greet Ada', 'says: Good day.', 'completed'],
      outcome: 'completed',
      tokens: [100, 10, 0, 0],
    },
  })
})

test('a picture goes to the model with its prompt', async () => {
  const red =
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg=='
  writeFileSync(join(path.project, 'red.png'), Buffer.from(red, 'base64'))
  const wanted = { agent: 'claude', model: 'claude-sonnet-4-5', attachments: ['red.png'] }
  const id = await path.create('See it. play:picture', wanted)
  await path.rested(id)
  expect(await path.told(id)).toEqual({
    '': {
      under: null,
      states: calm,
      lines: ['> See it. play:picture [./red.png, image/png]', 'says: A red square.', 'completed'],
      outcome: 'completed',
      tokens: [100, 10, 0, 0],
    },
  })
})

test('a compaction is shown with what it left and counted, and the next turn goes on from it', async () => {
  const { id, ended } = await path.run('Tell it', 'play:long')
  expect((await ended).code).toBe(0)
  expect(path.session(id).context).toEqual({ used: 91_000, size: 200_000 })
  expect((await path.cli('run', '--resume', id, '/compact')).code).toBe(0)
  expect(path.session(id).context?.used).toBeLessThan(5000)
  expect((await path.cli('run', '--resume', id, 'play:onward')).code).toBe(0)
  expect(await path.told(id)).toEqual({
    '': {
      under: null,
      states: [...calm, 'running', 'idle', 'running', 'idle'],
      lines: [
        '> play:long',
        'says: A long story.',
        'completed',
        '> /compact',
        expect.stringMatching(/^compacted from 91000: [^]*A story was told\./),
        'completed',
        '> play:onward',
        'says: The story goes on.',
        'completed',
      ],
      outcome: 'completed',
      tokens: [181_100, 1070, 0, 0],
    },
  })
})
