import { expect, test } from 'vitest'
import { claudePlan } from './plan.ts'

test('the list of things to do is the last one that was written', () => {
  const plan = claudePlan()
  const todos = [{ content: 'Read', status: 'in_progress' }, { content: 'Mend' }]
  expect(plan.returned('TodoWrite', { todos }, undefined)).toEqual([
    { text: 'Read', status: 'in_progress' },
    { text: 'Mend', status: 'pending' },
  ])
  expect(plan.returned('Read', { todos }, undefined)).toBeNull()
})

test('entries are made, changed and taken away one by one', () => {
  const plan = claudePlan()
  plan.returned('TaskCreate', { subject: 'Read' }, { task: { id: '7' } })
  plan.returned('TaskCreate', { subject: 'Mend' }, { task: { id: '8' } })
  expect(plan.returned('TaskUpdate', { taskId: '7', status: 'completed' }, {})).toEqual([
    { text: 'Read', status: 'completed' },
    { text: 'Mend', status: 'pending' },
  ])
  expect(plan.returned('TaskUpdate', { taskId: '7', status: 'deleted' }, {})).toEqual([
    { text: 'Mend', status: 'pending' },
  ])
  expect(plan.returned('TaskUpdate', { taskId: '9', status: 'completed' }, {})).toBeNull()
})
