import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { screen } from '../print/screen.ts'
import { plainStyle } from '../print/style.ts'
import { approval, created, eventLog } from '../testing/event-log.ts'
import { asker, type Reply } from './asker.ts'
import { pendingIn } from './pending.ts'

function asking(columns: number | null = 80) {
  const log = eventLog()
  log.add('root', created(), approval('first', 'Run the tests', 'npm test'))
  log.add('root', approval('second', 'Publish', 'npm publish'))
  const state = { clock: 0, text: '', replies: [] as [string, Reply][] }
  const stdin = new PassThrough()
  const person = asker({
    stdin,
    now: () => state.clock,
    screen: screen({ write: (text) => (state.text += text), columns }),
    style: plainStyle,
    answer: ({ ask }, reply) => state.replies.push([ask.id, reply]),
    interrupt: () => undefined,
  })
  const key = (keys: string) => void stdin.emit('data', keys)
  const sync = () => person.sync(pendingIn(log.fleet, 'root'))
  return { state, key, sync, log }
}

test('a key struck just before a question appeared does not answer it', () => {
  const { state, key, sync } = asking()
  sync()
  state.clock = 399
  key('y')
  expect(state.replies).toEqual([])
  state.clock = 400
  key('y')
  expect(state.replies).toEqual([['first', { choice: 'allow' }]])
})

test('questions come one at a time, and an answered one does not come again', () => {
  const { state, key, sync } = asking()
  sync()
  expect(state.text).not.toContain('Publish')
  state.clock = 1000
  key('y')
  sync()
  expect(state.text).toContain('Publish')
  key('y')
  state.clock = 2000
  key('n')
  expect(state.replies.map(([id, { choice }]) => [id, choice])).toEqual([
    ['first', 'allow'],
    ['second', 'deny'],
  ])
})

test('arrow keys answer nothing', () => {
  const { state, key, sync } = asking()
  sync()
  state.clock = 1000
  key('\u001b[A')
  key('\u001by')
  expect(state.replies).toEqual([])
})

test('the keys go when one was pressed; what was asked stays', () => {
  const { state, key, sync } = asking()
  sync()
  const rows = state.text.split('\n').filter((line) => /^ {2}(y|N|n|a) /.test(line)).length
  state.clock = 1000
  key('y')
  expect(rows).toBeGreaterThan(0)
  expect(state.text).toMatch(new RegExp(`deny with a reason\\n\\r\\u001b\\[${rows}A\\u001b\\[J$`))
})

test('Esc leads from a reason back to the keys, and nothing is answered', () => {
  const { state, key, sync } = asking()
  sync()
  const card = state.text
  state.clock = 1000
  key('N')
  key('not')
  expect(state.text).toBe(`${card}Reason (Esc goes back): not`)
  key('\u001b')
  expect(state.text.endsWith('not\r\u001b[J')).toBe(true)
  state.clock = 2000
  key('n')
  expect(state.replies).toEqual([['first', { choice: 'deny' }]])
})

test('what is typed over several rows goes with all of them', () => {
  const { state, key, sync } = asking(40)
  sync()
  state.clock = 1000
  key('N')
  key('x'.repeat(60))
  key('\u001b')
  expect(state.text.endsWith('x\r\u001b[2A\u001b[J')).toBe(true)
})

test('an arrow key that comes in pieces answers nothing', () => {
  const { state, key, sync } = asking()
  sync()
  state.clock = 1000
  key('N')
  key('\u001b')
  key('[A')
  expect(state.replies).toEqual([])
})

test('where nothing can be erased the keys are told again', () => {
  const { state, key, sync } = asking(null)
  sync()
  state.clock = 1000
  key('N')
  key('\u001b')
  expect(state.text).toMatch(/Reason \(Esc goes back\): \n {2}y allow once .*\n$/)
})

test('Ctrl-U takes back all that was typed', () => {
  const { state, key, sync } = asking()
  sync()
  state.clock = 1000
  key('N')
  key('never')
  key('\u0015')
  expect(state.text.endsWith('never\r\u001b[JReason (Esc goes back): ')).toBe(true)
  key('later\r')
  expect(state.replies).toEqual([['first', { choice: 'deny', reason: 'later' }]])
})
