import { expect, test } from 'vitest'
import { columnsOf } from '../print/width.ts'
import { plainStyle } from '../print/style.ts'
import { approval, created, eventLog } from '../testing/event-log.ts'
import { cardText, isTyped } from './card.ts'
import { pendingIn } from './pending.ts'

function card(columns: number, ...events: Parameters<ReturnType<typeof eventLog>['add']>[1][]) {
  const log = eventLog()
  log.add('root', created(), ...events)
  const [pending] = pendingIn(log.fleet, 'root')
  return pending ? cardText(pending, plainStyle, columns) : ''
}

test('an approval says what, the risk in plain words, and its keys', () => {
  const text = card(120, approval('ask', 'Publish the package', 'npm publish'))
  expect(text).toBe(`
◆ Publish the package (runs a command)
  $ npm publish
  y allow once   a always here (exactly this command, in this session)   n deny   N deny with a reason
`)
})

test('in a narrow terminal no key is cut: they take more lines', () => {
  const text = card(60, approval('ask', 'Publish the package', 'npm publish'))
  expect(text).toContain('\n  n deny   N deny with a reason\n')
  for (const line of text.split('\n')) expect(columnsOf(line)).toBeLessThanOrEqual(60)
})

test('what a call was given is told only where nothing else tells it', () => {
  const ask = { id: 'ask', kind: 'approval', title: 'Look it up', input: { word: 'idempotency' } }
  expect(card(80, { type: 'ask.opened', ask: { ...ask, kind: 'approval' } })).toContain(
    '  word: idempotency\n',
  )
  const diffs = [{ path: 'a.ts', before: null, after: 'one' }]
  const edit = card(80, { type: 'ask.opened', ask: { ...ask, kind: 'approval', diffs } })
  expect(edit).toContain('  + one\n')
  expect(edit).not.toContain('word:')
})

test('a question offers as many numbers as it has answers', () => {
  const options = ['pg', 'lite', 'file'].map((id) => ({ id, label: id }))
  const text = card(80, {
    type: 'ask.opened',
    ask: { id: 'q', kind: 'question', title: 'Which database?', options },
  })
  expect(text).toContain('  3. file\n  1–3 choose   t type an answer\n')
})

test('what an answer would mean stands beside it', () => {
  const options = [{ id: 'pg', label: 'PostgreSQL', description: 'A server of its own' }]
  const ask = { id: 'q', kind: 'question' as const, title: 'Which database?', options }
  expect(card(80, { type: 'ask.opened', ask })).toContain('  1. PostgreSQL  A server of its own\n')
})

test('where several may be chosen the answer is typed', () => {
  const options = ['a', 'b', 'c'].map((id) => ({ id, label: id }))
  const ask = {
    id: 'q',
    kind: 'question' as const,
    title: 'Which?',
    options,
    several: true as const,
  }
  expect(card(80, { type: 'ask.opened', ask })).not.toContain('choose')
  expect(isTyped(ask)).toBe(true)
})

test('a plan is read as it was written, below its title', () => {
  const input = { plan: '# Mend it\n\n1. Read\n2. Mend' }
  const ask = { id: 'ask', kind: 'plan' as const, title: '# Mend it', input }
  expect(card(80, { type: 'ask.opened', ask })).toContain(
    '◆ # Mend it (carries out the plan)\n  1. Read\n  2. Mend\n',
  )
})
