import { expect, test } from 'vitest'
import { translator, type Translator } from './translate.ts'

const task = { type: 'system', task_id: 'a1', tool_use_id: 'toolu_1' }
const begun = {
  ...task,
  subtype: 'task_started',
  task_type: 'local_agent',
  description: 'behind',
  is_backgrounded: true,
}
const back = { ...task, subtype: 'task_notification', status: 'completed', summary: 'Done.' }
const init = { type: 'system', subtype: 'init', session_id: 's' }
const idle = { type: 'system', subtype: 'session_state_changed', state: 'idle' }
const result = { type: 'result', subtype: 'success', is_error: false, num_turns: 1 }

/** An agent at rest, whose subagent in the background came back just now. */
function cameBack() {
  const clock = { now: 0 }
  const talk = translator({ run: 'run', now: () => clock.now })
  talk.prompted('t1', 'p1', 'u1')
  for (const message of [{ type: 'command_lifecycle', command_uuid: 'u1' }, begun, result])
    talk.received(message)
  return { clock, talk, told: types(talk.received(back)) }
}

function types(told: ReturnType<Translator['received']>): string[] {
  return told.map((one) => ('report' in one ? one.report.type : 'delta'))
}

test('a subagent in the background is over when the agent goes on with it, not before', () => {
  const { talk, told } = cameBack()
  expect(told).toEqual([])
  expect(types(talk.received(init))).toEqual(['turn.started', 'child.ended'])
})

test('where the agent does not go on, its subagent is over when all is at rest', () => {
  const { talk } = cameBack()
  expect(types(talk.received(idle))).toEqual(['child.ended'])
  expect(types(talk.received(init))).toEqual([])
})

test('where nothing is told at all, its subagent is over after some seconds', () => {
  const { talk, clock } = cameBack()
  expect([talk.dirty(), types(talk.beat())]).toEqual([true, []])
  clock.now = 6000
  expect([types(talk.beat()), talk.dirty()]).toEqual([['child.ended'], false])
})

test('a prompt, and the end of the agent, wait for nothing', () => {
  expect(types(cameBack().talk.prompted('t2', 'p2', 'u2'))).toEqual(['turn.started', 'child.ended'])
  expect(types(cameBack().talk.ended())).toEqual(['child.ended'])
})

test('the tokens of a command that is told with zeros are those that the models counted', () => {
  const talk = translator({ run: 'run', now: () => 0 })
  const counted = (inputTokens: number, outputTokens: number) => ({
    ...result,
    usage: { input_tokens: 0, output_tokens: 0 },
    modelUsage: { big: { inputTokens, outputTokens } },
  })
  const usage = (turn: string, message: object) => {
    talk.prompted(turn, turn, turn)
    return talk
      .received(message)
      .flatMap((one) =>
        'report' in one && one.report.type === 'turn.ended' ? [one.report.usage] : [],
      )
  }
  expect(usage('first', counted(90, 10))).toMatchObject([{ inputTokens: 0, outputTokens: 0 }])
  expect(usage('/compact', counted(180, 16))).toMatchObject([{ inputTokens: 90, outputTokens: 6 }])
})
