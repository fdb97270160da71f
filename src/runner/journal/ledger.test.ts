import { expect, test } from 'vitest'
import type { DiskRecord } from './record.ts'
import { ledger } from './ledger.ts'

function taken(id: string, type: 'start' | 'prompt' = 'prompt'): DiskRecord {
  return { kind: 'taken', taken: { id, session: 's', run: 'r', type } }
}

function settled(seq: number, command: string, code?: string): DiskRecord {
  const error = code === undefined ? {} : { error: { code, message: '' } }
  const report = { type: 'command.settled', command, ...error } as const
  return { kind: 'report', report: { seq, at: 0, session: 's', report } }
}

test('settled orders are forgotten, oldest first, only beyond the limit and when the server knows of them', () => {
  const book = ledger(2)
  for (let seq = 1; seq <= 5; seq++) {
    book.apply(taken(`o${seq}`))
    book.apply(settled(seq, `o${seq}`))
  }
  expect(book.knows('o1')).toBe(true)
  book.acked(2)
  expect(['o1', 'o2', 'o3'].map(book.knows)).toEqual([false, false, true])
  book.acked(5)
  expect(['o3', 'o4', 'o5'].map(book.knows)).toEqual([false, true, true])
})

test('an order that was not settled is never forgotten', () => {
  const book = ledger(1)
  book.apply(taken('open'))
  for (let seq = 1; seq <= 9; seq++) book.apply(settled(seq, `o${seq}`))
  book.acked(9)
  expect(book.knows('open')).toBe(true)
})

test('a run is open from its start order on, until its exit or the refusal of the start', () => {
  const book = ledger()
  book.apply(taken('o1', 'start'))
  expect(book.standing().runs).toEqual([['r', 's']])
  book.apply(settled(1, 'o1', 'no-folder'))
  expect(book.standing().runs).toEqual([])
})

test('what it says stands is all that another one needs', () => {
  const book = ledger()
  book.apply(taken('o1', 'start'))
  book.apply(settled(1, 'o1'))
  book.apply(taken('o2'))
  const other = ledger()
  other.apply({ kind: 'standing', standing: book.standing() })
  expect(other.standing()).toEqual(book.standing())
})
