import { expect, test } from 'vitest'
import type { Ask } from '../../core/ask.ts'
import { evolve } from '../../core/evolve.ts'
import { created, recorded } from '../../core/testing.ts'
import { allIn, folded, type Attention } from './attention.ts'

const [event] = recorded([created()])
if (!event) throw new Error('no event')
const session = evolve(undefined, event)

function asks(key: string, more: Partial<Ask> = {}, project: string | null = '/code/shop') {
  const ask: Ask = { id: key, kind: 'approval', title: 'x', command: 'npm test', ...more }
  const root = { ...session, project }
  const kind = ask.kind === 'question' ? 'question' : 'approval'
  const one: Attention = { key, kind, session, root, path: [], ask, since: 0, others: [] }
  return one
}
const cards = (...all: Attention[]) =>
  folded(all).map((card) =>
    allIn(card)
      .map(({ key }) => key)
      .join(' '),
  )

test('asks for the same command in the same project are one card, under the one that waits longest', () => {
  expect(cards(asks('a'), asks('b', { command: 'npm ci' }), asks('c'), asks('d'))).toEqual([
    'a c d',
    'b',
  ])
})

test('another project, another kind of tool, and a session of no project stay apart', () => {
  expect(
    cards(
      asks('a'),
      asks('b', {}, '/code/blog'),
      asks('c', { tool: 'execute' }),
      asks('d', {}, null),
      asks('e', {}, null),
    ),
  ).toEqual(['a', 'b', 'c', 'd', 'e'])
})

test('what deletes, plans, questions and asks without a command never fold', () => {
  expect(
    cards(
      asks('a', { tool: 'delete' }),
      asks('b', { tool: 'delete' }),
      asks('c', { kind: 'plan' }),
      asks('d', { kind: 'plan' }),
      asks('e', { kind: 'question' }),
      asks('f', { kind: 'question' }),
    ),
  ).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
})
