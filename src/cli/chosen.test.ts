import { expect, test } from 'vitest'
import { chosenOf } from './chosen.ts'

const options = ['a', 'b', 'c'].map((id) => ({ id, label: `way ${id}` }))

test('a number stands for the option that is counted so', () => {
  const typed = ['2', ' 3 ', '0', '4', '1,3', 'neither']
  expect(typed.map((text) => chosenOf({ options }, text))).toEqual([
    'b',
    'c',
    '0',
    '4',
    '1,3',
    'neither',
  ])
})

test('where several may be chosen numbers stand with commas between, and all or none of them count', () => {
  const typed = ['1,3', ' 2 ', '1, way b', '1,4', 'none of them']
  expect(typed.map((text) => chosenOf({ options, several: true }, text))).toEqual([
    'a, c',
    'b',
    'a, b',
    '1,4',
    'none of them',
  ])
})

test('where nothing is offered a number is only a number', () => {
  expect(chosenOf({}, '2')).toBe('2')
})

test('an option that is a number itself is meant by its own', () => {
  const numbers = ['5', '3', '1'].map((id) => ({ id, label: id }))
  expect(['3', '2'].map((text) => chosenOf({ options: numbers }, text))).toEqual(['3', '3'])
})
