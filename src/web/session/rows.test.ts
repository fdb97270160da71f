import { expect, test } from 'vitest'
import type { Entry } from '../../core/transcript.ts'
import { rowsOf, showsWork, turnAt, withSpawned, type ToolItem } from './rows.ts'

function call(seq: number, more: Partial<ToolItem> = {}): Entry {
  const item: ToolItem = {
    id: `i${seq}`,
    settled: true,
    kind: 'tool',
    name: '',
    tool: 'read',
    title: '',
    status: 'completed',
    ...more,
  }
  return { seq, at: seq, kind: 'item', item }
}
const said = (seq: number, settled = true): Entry => ({
  seq,
  at: seq,
  kind: 'item',
  item: { id: `m${seq}`, settled, kind: 'message', text: '' },
})
const kinds = (entries: Entry[]) => rowsOf(entries).map(({ kind, seq }) => `${kind} ${seq}`)

test('reads and searches that follow each other are one row, and one alone stays itself', () => {
  expect(kinds([call(1), call(2, { tool: 'search' }), said(3), call(4)])).toEqual([
    'reads 1',
    'entry 3',
    'entry 4',
  ])
})

test('a read that runs or failed is not folded away', () => {
  const rows = kinds([call(1), call(2, { status: 'failed' }), call(3, { status: 'running' })])
  expect(rows).toEqual(['entry 1', 'entry 2', 'entry 3'])
})

test('an open question is the dock’s; one that was answered is a row', () => {
  const ask = { id: 'a', kind: 'approval', title: 'x' } as const
  const open: Entry = { seq: 1, at: 1, kind: 'ask', ask, answer: null, by: null, answeredAt: null }
  expect(rowsOf([open])).toEqual([])
  expect(kinds([{ ...open, answer: { choice: 'allow' } }])).toEqual(['entry 1'])
})

test('subagents without a call that is told stand where they began', () => {
  const children = [
    { id: 'c1', createdAt: 2, child: { key: 'k1', toolUse: null } },
    { id: 'c2', createdAt: 3, child: { key: 'k2', toolUse: null } },
    { id: 'c3', createdAt: 9, child: { key: 'k3', toolUse: 'i5' } },
  ]
  const rows = withSpawned(
    rowsOf([said(1), said(4), call(5, { tool: 'other', child: 'k3' })]),
    children,
    true,
  )
  expect(rows.map(({ kind }) => kind)).toEqual(['entry', 'spawned', 'entry', 'subagents'])
  expect(rows[1]).toMatchObject({ children: ['c1', 'c2'] })
})

test('a text that grows and a call that runs show that the agent is at work', () => {
  expect(showsWork(rowsOf([said(1, false)]))).toBe(true)
  expect(showsWork(rowsOf([call(1, { settled: false, status: 'running' })]))).toBe(true)
  expect(showsWork(rowsOf([said(1), call(2)]))).toBe(false)
  expect(showsWork([])).toBe(false)
})

test('an event belongs to the turn that began before it', () => {
  const turns = [{ seq: 2 }, { seq: 10 }]
  expect([1, 2, 9, 10, 99].map((seq) => turnAt(turns, seq))).toEqual([-1, 0, 0, 1, 1])
})

test('entries that did not change make the very same rows', () => {
  const entries = [call(1), call(2), said(3), call(4)]
  const before = rowsOf(entries)
  expect(rowsOf([...entries, call(5)]).map((row, at) => row === before[at])).toEqual([
    true,
    true,
    false,
  ])
  expect(rowsOf([call(1), ...entries.slice(1)]).map((row, at) => row === before[at])).toEqual([
    false,
    true,
    true,
  ])
})
