import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { wholePath } from './whole-path.ts'

const path = await wholePath()
const calm = ['starting', 'idle', 'running', 'idle']

/** All that notices of a session said, as it was told: `…` where it was not settled. */
async function notices(id: string): Promise<string[]> {
  const events = await path.events(id)
  return events.flatMap((event) =>
    event.type === 'item.set' && event.item.kind === 'notice'
      ? [`${event.item.settled ? '' : '… '}${event.item.text}`]
      : [],
  )
}

test('a request that the API refuses fails the turn with what it said, and the next prompt works', async () => {
  const { id, ended } = await path.run('Refused', 'play:bad')
  const { code, stdout } = await ended
  expect([code, stdout]).toEqual([1, expect.stringContaining('bad thing')])
  expect(path.session(id)).toMatchObject({ lastOutcome: 'failed', error: { kind: 'bad-request' } })
  expect((await path.cli('run', '--resume', id, 'play:text')).code).toBe(0)
  expect(await path.told(id)).toEqual({
    '': {
      under: null,
      states: ['starting', 'idle', 'running', 'failed', 'running', 'idle'],
      lines: [
        '> play:bad',
        'error: API Error: 400 bad thing',
        'failed (bad-request)',
        '> play:text',
        'says: Hello from the script.',
        'completed',
      ],
      outcome: 'completed',
      tokens: [1000, 20, 0, 0],
    },
  })
})

test.each([
  ['an overloaded API', 'play:busy', '529 (overloaded)', 'Recovered.'],
  ['a rate limit', 'play:limited', '429 (rate limit)', 'Let in again.'],
])('%s is tried again, which is shown while it happens', async (title, prompt, status, said) => {
  const { id, ended } = await path.run(title, prompt)
  const { code, stdout } = await ended
  expect([code, stdout]).toEqual([0, expect.stringContaining(status)])
  const notice = `The model's API answered ${status}: attempt 1 of 10, the next in 1 s. Interrupt to stop trying.`
  expect(await notices(id)).toEqual([`… ${notice}`, notice])
  expect(await path.told(id)).toEqual({
    '': {
      under: null,
      states: calm,
      lines: [`> ${prompt}`, `warning: ${notice}`, `says: ${said}`, 'completed'],
      outcome: 'completed',
      tokens: [100, 10, 0, 0],
    },
  })
})

test('a login that is refused is tried again until the person stops it', async () => {
  const { id, ended } = await path.run('Locked out', 'play:locked')
  await path.until('it is tried again', async () => (await notices(id)).length > 0)
  await path.cmd('interrupt', id)
  expect((await ended).code).toBe(3)
  expect((await notices(id))[0]).toMatch(/^… .*401 \(authentication failed\): attempt 1 of 10/)
  expect(await path.told(id)).toEqual({
    '': {
      under: null,
      states: calm,
      lines: ['> play:locked', expect.stringMatching(/^warning: .*401.*\.$/), 'interrupted'],
      outcome: 'interrupted',
      tokens: [0, 0, 0, 0],
    },
  })
})

test('an interrupt in mid-sentence keeps what was said, and the session goes on', async () => {
  const { id, ended } = await path.run('Hangs', 'play:hanging')
  await path.until('it speaks', async () =>
    (await path.events(id)).some((one) => one.type === 'item.set' && one.item.kind === 'message'),
  )
  await path.cmd('interrupt', id)
  const { code, stdout } = await ended
  expect([code, stdout]).toEqual([3, expect.stringContaining('A word and then')])
  expect((await path.cli('run', '--resume', id, 'play:second')).code).toBe(0)
  // Of what was cut off Claude Code guesses four tokens for the price; the model told one.
  expect(await path.told(id, { costUsd: 0.0066 + 0.00036 })).toEqual({
    '': {
      under: null,
      states: [...calm, 'running', 'idle'],
      lines: [
        '> play:hanging',
        'says: A word and then',
        'interrupted',
        '> play:second',
        'says: The second answer.',
        'completed',
      ],
      outcome: 'completed',
      tokens: [2100, 41, 0, 0],
    },
  })
})

test('an interrupt in mid-command ends the command', async () => {
  const { id, ended } = await path.run('Takes long', 'play:slow')
  const shell = await path.slow()
  await path.cmd('interrupt', id)
  expect((await ended).code).toBe(3)
  await path.until('its shell is gone', () => !alive(shell))
  expect(await path.told(id)).toEqual({
    '': {
      under: null,
      states: calm,
      lines: [
        '> play:slow',
        'says: It takes long.',
        expect.stringMatching(/^Bash failed: \.\/slow\.sh = /),
        'interrupted',
      ],
      outcome: 'interrupted',
      tokens: [100, 10, 0, 0],
    },
  })
})

test('a session that Claude Code does not know any more is not resumed, and a fork begins anew', async () => {
  const { id, ended } = await path.run('Forgotten', 'play:text')
  expect((await ended).code).toBe(0)
  await path.cmd('stop', id)
  await path.until('it stopped', () => path.session(id).state === 'stopped')
  rmSync(join(path.home, '.claude', 'projects'), { recursive: true })
  const { code, stdout } = await path.cli('run', '--resume', id, 'play:second')
  expect([code, stdout]).toEqual([4, expect.stringContaining(`signalbox run --fork ${id}`)])
  expect(path.session(id)).toMatchObject({ state: 'crashed', exit: { cause: 'not-resumed' } })
  expect(await path.told(id)).toEqual({
    '': {
      under: null,
      states: [...calm, 'stopped', 'resuming', 'crashed'],
      lines: [
        '> play:text',
        'says: Hello from the script.',
        'completed',
        'agent stopped',
        expect.stringMatching(
          /^agent crashed: .* No conversation found .* Nothing was sent; fork the session/,
        ),
      ],
      outcome: 'completed',
      tokens: [1000, 20, 0, 0],
    },
  })

  const anew = await path.cli('run', '--fork', id, '--title', 'Anew', 'play:second')
  expect([anew.code, anew.stderr]).toEqual([0, expect.stringContaining('remembers nothing')])
  expect(await path.told(path.named('Anew').id)).toEqual({
    '': {
      under: null,
      states: calm,
      lines: ['> play:second', 'says: The second answer.', 'completed'],
      outcome: 'completed',
      tokens: [2000, 40, 0, 0],
    },
  })
})

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false // nobody has that number any more
  }
}
