import { expect, test } from 'vitest'
import { busy } from './busy.ts'

test('a turn keeps an agent busy from the moment it is asked for', () => {
  const work = busy()
  expect(work.now()).toBe(false)
  work.asked()
  work.note({ type: 'turn.started', turn: 't' })
  expect(work.now()).toBe(true)
  work.note({ type: 'turn.ended', turn: 'sub', outcome: 'completed' }, 'child')
  expect(work.now()).toBe(true)
  work.note({ type: 'turn.ended', turn: 't', outcome: 'completed' })
  expect(work.now()).toBe(false)
})

test('a subagent in the background outlives the turn, one in the foreground does not', () => {
  const work = busy()
  work.note({ type: 'turn.started', turn: 't' })
  work.note({ type: 'child.started', key: 'fore' })
  work.note({ type: 'child.started', key: 'back', background: true })
  work.note({ type: 'turn.ended', turn: 't', outcome: 'completed' })
  expect(work.now()).toBe(true)
  work.note({ type: 'child.ended', key: 'back', outcome: 'completed' })
  expect(work.now()).toBe(false)
})
