import { expect, test } from 'vitest'
import type { Ask } from '../../core/ask.ts'
import { answeringLines, askLines } from './ask-lines.ts'
import { plainStyle } from './style.ts'

function told(given: Partial<Ask>): string[] {
  const ask: Ask = { id: 'ask', kind: 'approval', title: 'Mend it', ...given }
  return [...askLines(ask, plainStyle), ...answeringLines(ask, plainStyle)]
}

const leave = ['  signalbox approve ask', '  signalbox deny ask --reason "…"']

test('a plan is told as it was written, and at most thirty lines of it', () => {
  const steps = Array.from({ length: 40 }, (_, at) => `${at + 1}. Step`)
  const input = { plan: ['Mend it', '', ...steps].join('\n') }
  const lines = told({ kind: 'plan', input })
  expect(lines.slice(0, 3)).toEqual(['◆ Mend it (carries out the plan)', '  1. Step', '  2. Step'])
  expect(lines.slice(29)).toEqual(['  29. Step', '  … 11 more lines', ...leave])
})

test('what a call was given is told where neither command nor change tells it', () => {
  const input = { word: 'idempotency\u001b[2J', most: 3 }
  expect(told({ input })).toEqual([
    '◆ Mend it (does not say what it does)',
    '  word: idempotency',
    '  most: 3',
    ...leave,
  ])
  expect(told({ tool: 'execute', command: 'npm test', input })).toEqual([
    '◆ Mend it (runs a command)',
    '  $ npm test',
    ...leave,
  ])
})

test('a question says by which words it is answered, and whether by several', () => {
  const options = [{ id: 'pg', label: 'PostgreSQL' }]
  const answer = '  signalbox answer ask "…"'
  const one = told({ kind: 'question', options })
  expect(one.slice(1)).toEqual(['  1. PostgreSQL', '  its number, or any text:', answer])
  expect(told({ kind: 'question', options, several: true })).toContain(
    '  several may be chosen: their numbers, as 1,3, or any text:',
  )
  expect(told({ kind: 'question' }).slice(1)).toEqual([answer])
})

test('of several questions of one call it is said which one is asked', () => {
  const [first] = told({ kind: 'question', part: { at: 2, of: 3 } })
  expect(first).toBe('◆ Mend it (question 2 of 3)')
})
