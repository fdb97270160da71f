import { expect, test } from 'vitest'
import type { Sample } from './measure.ts'
import { growths, tableOf } from './verdict.ts'

const flat: Sample = {
  minute: 0,
  events: 0,
  serverMb: 80,
  runnerMb: 60,
  serverFiles: 40,
  runnerFiles: 60,
  processes: 20,
  databaseMb: 1,
  walMb: 4,
  journalMb: 8,
  wireMb: 1,
}

test('what stays as it was after the warm-up has not grown, whatever came before', () => {
  const cold = { ...flat, serverMb: 30 }
  expect(growths([cold, { ...flat, minute: 5 }, { ...flat, minute: 60 }], 5)).toEqual([])
})

test('memory and files that grow are told with both figures', () => {
  const grown = { ...flat, minute: 60, serverMb: 300, serverFiles: 400 }
  expect(growths([{ ...flat, minute: 5 }, grown], 5)).toEqual([
    'serverMb grew from 80 to 300; at most 119 was allowed',
    'serverFiles grew from 40 to 400; at most 48 was allowed',
  ])
})

test('nothing measured is no success', () => {
  expect(growths([], 5)).toEqual(['nothing was measured'])
})

test('the table has a row for each sample', () => {
  expect(tableOf([flat, flat]).split('\n')).toHaveLength(4)
})
