import { expect, test } from 'vitest'
import type { Ask } from '../../core/ask.ts'
import { openLane } from '../telling/lane.ts'
import { itemNames } from '../telling/names.ts'
import type { Tell } from '../telling/tell.ts'
import { openAsks, type AskResponse } from './asks.ts'

const choices = [
  { const: 'even', title: 'Half to even', description: 'As banks do' },
  { const: 'up', title: 'Half up' },
]
const rounding = { type: 'string', title: 'Rounding', oneOf: choices }
const accounts = { type: 'array', description: 'Which accounts?', items: { anyOf: choices } }
const fields = { first: rounding, second: accounts, third: { type: 'integer' } }

/** A request for a form of these fields, with what was asked and what is sent for it. */
function form(properties: object) {
  const opened: Ask[] = []
  const withdrawn: string[] = []
  const owed: AskResponse[] = []
  const tell: Tell = (one) => {
    if (!('report' in one)) return
    if (one.report.type === 'ask.opened') opened.push(one.report.ask)
    if (one.report.type === 'ask.answered') withdrawn.push(one.report.id)
  }
  const asks = openAsks('run', tell, (responses) => void owed.push(...responses))
  const requestedSchema = { type: 'object', properties, required: Object.keys(properties) }
  const lane = openLane(undefined, itemNames('run'), tell)
  asks.question(7, lane, { message: 'Some things are open.', requestedSchema }, undefined)
  const last = () => opened.at(-1)?.id ?? ''
  const reply = (text: string) => asks.answer(last(), { choice: 'reply', text })
  return { asks, opened, owed, withdrawn, last, reply }
}

test('a form of one field is one question, without a place among others', () => {
  const { opened, owed, reply } = form({ first: rounding })
  expect(opened).toEqual([
    {
      id: 'run:ask1',
      kind: 'question',
      title: 'Some things are open.',
      options: [
        { id: 'even', label: 'Half to even', description: 'As banks do' },
        { id: 'up', label: 'Half up' },
      ],
    },
  ])
  expect(reply('half up')).toBe(true)
  expect(owed).toEqual([{ request: 7, result: { action: 'accept', content: { first: 'up' } } }])
})

test('the fields of a form are asked one after the other, and answered together', () => {
  const { opened, owed, reply } = form(fields)
  expect([reply('up'), owed, reply('up, even'), owed]).toEqual([true, [], true, []])
  expect(opened.map(({ title, several, part }) => ({ title, several, part }))).toEqual([
    { title: 'Some things are open: Rounding', several: undefined, part: { at: 1, of: 3 } },
    { title: 'Which accounts?', several: true, part: { at: 2, of: 3 } },
    { title: 'Some things are open.', several: undefined, part: { at: 3, of: 3 } },
  ])
  expect(reply('42')).toBe(true)
  const content = { first: 'up', second: ['up', 'even'], third: 42 }
  expect(owed).toEqual([{ request: 7, result: { action: 'accept', content } }])
})

test('an answer that was taken, and one to a request that was closed, waits no more', () => {
  const { asks, opened, reply } = form(fields)
  reply('up')
  expect(asks.answer(opened[0]?.id ?? '', { choice: 'reply', text: 'even' })).toBe(false)
  expect(opened).toHaveLength(2)
  asks.close(7)
  expect(reply('up')).toBe(false)
})

test('who declines one of its questions declines the form', () => {
  const { asks, owed, last, reply } = form(fields)
  reply('up')
  asks.answer(last(), { choice: 'deny' })
  expect(owed).toEqual([{ request: 7, result: { action: 'decline' } }])
})

test('where nobody can answer any more, the question that is open is withdrawn', () => {
  const { asks, withdrawn, last, reply } = form(fields)
  reply('up')
  const responses = asks.withdraw(() => true)
  expect(responses).toEqual([{ request: 7, result: { action: 'cancel' } }])
  expect(withdrawn).toEqual([last()])
})

test('a form that asks for nothing is accepted as it is', () => {
  const { asks, opened, owed, last } = form({})
  expect(opened).toMatchObject([{ title: 'Some things are open.' }])
  asks.answer(last(), { choice: 'allow' })
  expect(owed).toEqual([{ request: 7, result: { action: 'accept', content: {} } }])
})
