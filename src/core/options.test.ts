import { expect, test } from 'vitest'
import { optionsIn } from './options.ts'

const options = [
  { id: 'even', label: 'Half to even, as banks do' },
  { id: 'half', label: 'Half to even' },
  { id: 'up', label: 'Half up' },
]

test.each([
  ['even', ['even']],
  ['UP, even', ['up', 'even']],
  ['half up,half to even', ['up', 'half']],
  [' Half to even, as banks do , half up ', ['even', 'up']],
  ['even, up, even', ['even', 'up']],
  ['half to even, as I do', null],
  ['upwards', null],
  ['up,', null],
  ['', null],
])('a reply of %j names %j', (reply, ids) => {
  expect(optionsIn(options, reply)?.map(({ id }) => id) ?? null).toEqual(ids)
})

test('the case of letters counts where it tells two options apart', () => {
  const alike = ['A', 'a'].map((id) => ({ id, label: id }))
  expect(optionsIn(alike, 'a, A')?.map(({ id }) => id)).toEqual(['a', 'A'])
})

test('an option without a name is named by nothing', () => {
  expect(optionsIn([{ id: '', label: '' }], '')).toBeNull()
})
