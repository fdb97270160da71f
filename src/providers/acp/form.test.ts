import { expect, test } from 'vitest'
import { formContent, formOf } from './form.ts'

function form(property: object, more: object = {}) {
  return formOf({ type: 'object', properties: { it: property, ...more }, required: ['it'] })
}

test('a reply is one of the offered answers, by its id or its label, or any text', () => {
  const colours = form({ type: 'string', oneOf: [{ const: 'r', title: 'Red' }] })
  expect(colours.options).toEqual([{ id: 'r', label: 'Red' }])
  expect(formContent(colours, 'r')).toEqual({ it: 'r' })
  expect(formContent(colours, ' red ')).toEqual({ it: 'r' })
  expect(formContent(colours, 'green')).toEqual({ it: 'green' })
})

test('a reply has the type of its field', () => {
  expect(formContent(form({ type: 'boolean' }), 'Yes')).toEqual({ it: true })
  expect(formContent(form({ type: 'boolean' }), 'no')).toEqual({ it: false })
  expect(formContent(form({ type: 'integer' }), '42')).toEqual({ it: 42 })
  expect(formContent(form({ type: 'number' }), 'many')).toEqual({ it: 'many' })
  const several = form({ type: 'array', items: { type: 'string', enum: ['a', 'b'] } })
  expect(several.options.map(({ id }) => id)).toEqual(['a', 'b'])
  expect(formContent(several, 'a, b')).toEqual({ it: ['a', 'b'] })
})

test('fields that nobody is asked for keep their defaults', () => {
  const two = form({ type: 'string' }, { other: { type: 'integer', default: 3 } })
  expect(formContent(two, 'x')).toEqual({ it: 'x', other: 3 })
})

test('a schema that makes no sense is a form without fields', () => {
  expect(formContent(formOf(null), 'x')).toEqual({})
})
