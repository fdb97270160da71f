import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { wholePath } from './whole-path.ts'

const path = await wholePath()
const here = (name: string) => existsSync(join(path.project, name))
const askedOnce = ['starting', 'idle', 'running', 'needs-approval', 'running', 'idle']

test('a call that was denied does not run, and the model hears why', async () => {
  const { id, ended } = await path.run('Deny it', 'play:denied')
  const { code, stderr } = await ended
  expect([code, stderr]).toEqual([5, expect.stringContaining('signalbox deny')])
  await path.cmd('deny', id, '--reason', 'not on a Sunday')
  await path.rested(id)
  expect(here('never')).toBe(false)
  expect(await path.told(id)).toEqual({
    '': {
      under: null,
      states: askedOnce,
      lines: [
        '> play:denied',
        'Bash failed: touch ./never = not on a Sunday',
        'asks (approval) touch ./never → deny "not on a Sunday" by person',
        'says: I do not.',
        'completed',
      ],
      outcome: 'completed',
      tokens: [200, 20, 0, 0],
    },
  })
})

test('questions are answered one after the other, and the model hears both answers', async () => {
  const { id, ended } = await path.run('Ask me', 'play:question')
  const { code, stderr } = await ended
  expect([code, stderr]).toEqual([5, expect.stringContaining('it asks: Which colour?')])
  await path.cmd('answer', id, 'blue')
  await path.until('the next is asked', () => path.session(id).asks[0]?.ask.title === 'Which size?')
  await path.cmd('answer', id, 'Large')
  await path.rested(id)
  const needed = ['running', 'needs-input']
  expect(await path.told(id)).toEqual({
    '': {
      under: null,
      states: ['starting', 'idle', ...needed, ...needed, 'running', 'idle'],
      lines: [
        '> play:question',
        expect.stringMatching(/^AskUserQuestion completed: Which colour\? = .*"Blue".*"Large"/),
        'asks (question) Which colour? → "blue" by person',
        'asks (question) Which size? → "Large" by person',
        'says: Blue and large.',
        'completed',
      ],
      outcome: 'completed',
      tokens: [200, 20, 0, 0],
    },
  })
})

test('a plan is denied with a reason, the model hears it, and its next plan is approved', async () => {
  const { id, ended } = await path.run('Plan it', 'play:plan-again', '--permission', 'plan')
  const { code, stderr } = await ended
  expect([code, stderr]).toEqual([5, expect.stringContaining('# Mend it')])
  expect(path.session(id).mode).toBe('plan')
  await path.cmd('deny', id, '--reason', 'write the tests first')
  await path.until('the next plan', () => path.session(id).asks[0]?.ask.title.includes('tests'))
  await path.cmd('approve', id)
  await path.rested(id)
  expect(path.session(id).mode).toBe('default')
  const needed = ['running', 'needs-approval']
  expect(await path.told(id)).toEqual({
    '': {
      under: null,
      states: ['starting', 'idle', ...needed, ...needed, 'running', 'idle'],
      lines: [
        '> play:plan-again',
        'says: I plan.',
        'ExitPlanMode failed: Plan = write the tests first',
        'asks (plan) # Mend it → deny "write the tests first" by person',
        'says: I plan again.',
        expect.stringMatching(/^ExitPlanMode completed: Plan = User has approved/),
        'asks (plan) # Mend it with tests → allow by person',
        'agent set: permission ask',
        'says: Now it is right.',
        'completed',
      ],
      outcome: 'completed',
      tokens: [300, 30, 0, 0],
    },
  })
})

test('an approval is parked while the server is gone, and the call runs when it is allowed after it', async () => {
  const { id, ended } = await path.run('Park it', 'play:touch')
  const { code, stderr } = await ended
  expect([code, stderr]).toEqual([5, expect.stringContaining('signalbox approve')])
  await path.kill()
  await path.start()
  expect(path.session(id)).toMatchObject({ state: 'needs-approval', turns: 0 })
  expect(here('touched')).toBe(false)
  await path.cmd('approve', id)
  await path.rested(id)
  expect(here('touched')).toBe(true)
  expect(await path.told(id)).toEqual({
    '': {
      under: null,
      states: askedOnce,
      lines: [
        '> play:touch',
        'Bash completed: touch ./touched = (Bash completed with no output)',
        'asks (approval) touch ./touched → allow by person',
        'says: The call came back.',
        'completed',
      ],
      outcome: 'completed',
      tokens: [200, 20, 0, 0],
    },
  })
})
