import { expect, test } from 'vitest'
import { formContent, formOf, takesSeveral } from './form.ts'

function form(property: object, more: object = {}, required = ['it']) {
  const schema = { type: 'object', properties: { it: property, ...more }, required }
  return formOf(schema, 'Please tell.')
}

function filled(property: object, reply: string) {
  return formContent(form(property), [reply]).it
}

const ways = [
  { const: 'even', title: 'Half to even, as banks do', description: 'Fair over many' },
  { const: 'up', title: 'Half up', description: null },
]

test('a reply is one of the offered answers, by its id or its label, or any text', () => {
  const one = { type: 'string', oneOf: ways }
  expect(filled(one, 'even')).toBe('even')
  expect(filled(one, ' half UP ')).toBe('up')
  expect(filled(one, 'Half to even, as banks do')).toBe('even')
  expect(filled(one, 'even, up')).toBe('even, up')
  expect(filled(one, 'down')).toBe('down')
})

test('an offered answer says what it would mean, where the agent says so', () => {
  const offered = [
    { id: 'even', label: 'Half to even, as banks do', description: 'Fair over many' },
    { id: 'up', label: 'Half up' },
  ]
  expect(form({ type: 'string', oneOf: ways }).fields[0]?.options).toEqual(offered)
  expect(form({ type: 'array', items: { anyOf: ways } }).fields[0]?.options).toEqual(offered)
})

test('of a list several may be chosen: its value is the list of those that a reply names', () => {
  const several = { type: 'array', items: { anyOf: ways } }
  expect(form(several).fields.map(takesSeveral)).toEqual([true])
  expect(form({ type: 'string', oneOf: ways }).fields.map(takesSeveral)).toEqual([false])
  expect(filled(several, 'up, even')).toEqual(['up', 'even'])
  expect(filled(several, 'Half to even, as banks do, half up')).toEqual(['even', 'up'])
  expect(filled(several, 'up')).toEqual(['up'])
  expect(filled({ type: 'array', items: { type: 'string', enum: ['a', 'b'] } }, 'a, b')).toEqual([
    'a',
    'b',
  ])
})

test('other words for a list stand whole; where nothing is offered they are the list', () => {
  const several = { type: 'array', items: { anyOf: ways } }
  expect(filled(several, 'up, but not for refunds')).toEqual(['up, but not for refunds'])
  expect(filled(several, '')).toEqual([])
  const free = { type: 'array', items: { type: 'string' } }
  expect(form(free).fields.map(takesSeveral)).toEqual([false])
  expect(filled(free, 'one, two')).toEqual(['one', 'two'])
})

test('a reply has the type of its field', () => {
  expect(filled({ type: 'boolean' }, 'Yes')).toBe(true)
  expect(filled({ type: 'boolean' }, 'no')).toBe(false)
  expect(filled({ type: 'integer' }, '42')).toBe(42)
  expect(filled({ type: 'number' }, 'many')).toBe('many')
})

test('all that has to be filled in is asked for; the rest keeps its defaults', () => {
  const more = { other: { type: 'integer', default: 3 }, last: { type: 'boolean' } }
  const asked = form({ type: 'string' }, more, ['it', 'last'])
  expect(asked.fields.map(({ name }) => name)).toEqual(['it', 'last'])
  expect(formContent(asked, ['x', 'yes'])).toEqual({ it: 'x', other: 3, last: true })
})

test('where nothing has to be filled in, what offers answers is asked for', () => {
  const choice = { type: 'string', oneOf: ways }
  const own = { type: 'string', title: 'Other' }
  const asked = form(choice, { own, again: choice, ownAgain: own }, [])
  expect(asked.fields.map(({ name }) => name)).toEqual(['it', 'again'])
  expect(form(own, { note: own }, []).fields.map(({ name }) => name)).toEqual(['it'])
})

test.each([
  ['in the message', 'Which parser?', { title: 'Parser' }, 'Which parser?'],
  [
    'in its title',
    'I need you.',
    { title: 'Which parser?', description: 'Parser' },
    'Which parser?',
  ],
  ['nowhere, then the message says most', 'Name the parser.', { title: 'P' }, 'Name the parser.'],
  ['nowhere, and there is no message', '', { title: 'Parser' }, 'Parser'],
])('the one question of a form stands %s', (_, message, words, title) => {
  const schema = { properties: { it: { type: 'string', ...words } } }
  expect(formOf(schema, message).fields[0]?.title).toBe(title)
})

test('several questions stand in their fields; mere words do so behind the message', () => {
  const properties = {
    parser: { type: 'string', title: 'Parser', description: 'Which parser?' },
    region: { type: 'string', title: 'Region' },
    wordless: { type: 'string' },
  }
  const schema = { properties, required: Object.keys(properties) }
  expect(formOf(schema, 'Some things are open.').fields.map(({ title }) => title)).toEqual([
    'Which parser?',
    'Some things are open: Region',
    'Some things are open.',
  ])
})

test('a schema that makes no sense is a form without fields', () => {
  expect(formContent(formOf(null, ''), [])).toEqual({})
})
