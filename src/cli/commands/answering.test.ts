import { beforeAll, expect, test } from 'vitest'
import { child } from '../testing/event-log.ts'
import { twoSessions } from '../testing/two-sessions.ts'

const { server, given, sent } = twoSessions()

beforeAll(() => {
  const options = ['pg', 'lite', 'file'].map((id) => ({ id, label: `With ${id}` }))
  const question = { kind: 'question' as const, options }
  server().add('kid', child('77b0d1', '77b0d1', 'Look for fixtures'))
  server().add('kid', {
    type: 'ask.opened',
    ask: { id: 'one-of', title: 'Which database?', ...question },
  })
  server().add('3f9c2a', {
    type: 'ask.opened',
    ask: { id: 'some-of', title: 'Which of them?', ...question, several: true },
  })
})

test.each([
  ['a number is the option that is counted so', ['one-of', '2'], 'one-of', 'lite'],
  ['the beginning of an id is enough', ['one', '3'], 'one-of', 'file'],
  ['so is a session in whose tree it waits alone', ['77', '2'], 'one-of', 'lite'],
  ['several are numbers with commas between', ['some-of', '1,3'], 'some-of', 'pg, file'],
  ['a number that counts nothing stays text', ['one-of', '4'], 'one-of', '4'],
  ['so does one where nothing is offered', ['ask-9', '2'], 'ask-9', '2'],
  ['where more than one waits the server is asked with what was given', ['3f', '2'], '3f', '2'],
  ['what nobody knows is left to the server too', ['nothing', '2'], 'nothing', '2'],
])('%s', async (_, [id = '', words = ''], asked, text) => {
  expect((await given(['answer', id, words])).code).toBe(0)
  expect(sent()).toEqual([['POST', `approvals/${asked}`, { choice: 'reply', text }]])
})

test('an empty id answers nothing, though only one waits', async () => {
  expect((await given(['answer', '', '2'])).code).toBe(2)
  expect(sent()).toEqual([])
})
