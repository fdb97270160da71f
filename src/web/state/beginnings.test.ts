import { expect, test } from 'vitest'
import type { Recorded, SessionEvent } from '../../core/event.ts'
import { beginnings } from './beginnings.ts'

let seq = 0
const recorded = (event: SessionEvent): Recorded => ({
  ...event,
  seq: ++seq,
  sessionId: 's',
  version: seq,
  at: seq,
})
const message = (id: string) =>
  recorded({ type: 'item.set', item: { id, settled: false, kind: 'message', text: '' } })

test('an item counts once, however often it is told', () => {
  const count = beginnings()
  expect(count([message('a'), message('a'), message('b')])).toBe(2)
  expect(count([message('b')])).toBe(0)
})

test('prompts count, and what only changes something does not', () => {
  const count = beginnings()
  const sent = recorded({ type: 'prompt.sent', id: 'p', turn: 't' })
  const grew = { type: 'item.grew', id: 'a', offset: 0, text: 'x', settled: true } as const
  expect(count([sent, recorded(grew), recorded({ type: 'seen.marked' })])).toBe(1)
})
