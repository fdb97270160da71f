import { expect, test } from 'vitest'
import { backgroundCommands } from './background-commands.ts'

function heard(...messages: [kind: 'started' | 'updated' | 'ended', message: object][]): string[] {
  const said: string[] = []
  const commands = backgroundCommands(
    (level, text, key) => said.push([level, text, ...(key === undefined ? [] : [key])].join(' ')),
    (key) => key,
  )
  for (const [kind, message] of messages) commands[kind]({ task_id: 'b1', ...message })
  return said
}

const begun = { task_type: 'local_bash', description: 'Dev server' }
const behind = { patch: { is_backgrounded: true } }

test('a command in the background is told when it begins and when it is over', () => {
  expect(
    heard(['started', { ...begun, is_backgrounded: true }], ['ended', { status: 'completed' }]),
  ).toEqual([
    'info Runs on in the background: Dev server.',
    'info In the background completed: Dev server.',
  ])
})

test('a command that is moved there while it runs is told too, with whose it is and that it failed', () => {
  expect(
    heard(
      ['started', { ...begun, parent_task_id: 'a1' }],
      ['updated', behind],
      ['updated', behind],
      ['ended', { status: 'failed' }],
    ),
  ).toEqual([
    'info Runs on in the background: Dev server. a1',
    'warning In the background failed: Dev server. a1',
  ])
})

test('a command that its agent waits for, and what is no command, say nothing', () => {
  expect(heard(['started', begun], ['ended', { status: 'completed' }])).toEqual([])
  expect(heard(['started', { task_type: 'local_agent', is_backgrounded: true }])).toEqual([])
})
