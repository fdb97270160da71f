import { expect, test } from 'vitest'
import type { Entry } from '../../core/transcript.ts'
import { rowsOf } from '../session/rows.ts'
import { before } from './before.ts'

let seq = 0
const at = () => ({ seq: ++seq, at: seq * 1000 })
const call = (id: string): Entry => ({
  ...at(),
  kind: 'item',
  item: {
    kind: 'tool',
    id,
    name: 'Bash',
    tool: 'execute',
    title: id,
    status: 'completed',
    settled: true,
  },
})
const says = (text: string): Entry => ({
  ...at(),
  kind: 'item',
  item: { kind: 'message', id: text, text, settled: true },
})

test('the last five steps are told, without the call that is asked about', () => {
  const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'asked']
  const { calls } = before(rowsOf(ids.map(call)), 'asked')
  expect(calls.map(({ key }) => key)).toEqual(['i b', 'i c', 'i d', 'i e', 'i f'])
})

test('of what was said the newest is told', () => {
  const rows = rowsOf([says('first'), call('a'), says('last'), call('b')])
  expect(before(rows, 'b')).toMatchObject({ said: 'last', calls: [{ key: 'i a' }] })
})

test('an agent that said nothing is told to have said nothing', () => {
  expect(before(rowsOf([call('a')]), 'a')).toEqual({ said: null, calls: [] })
})
