import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clauseSource, clipped, firstClause, spokenClause } from './clause.ts'

test.each([
  ['', ''],
  ['  \n\n hello  \nworld', 'hello'],
  ['a'.repeat(200), `${'a'.repeat(119)}…`],
  [`${'word '.repeat(40)}`, `${'word '.repeat(22)}word…`],
])('the first clause of %j is %j', (text, clause) => {
  expect(firstClause(text)).toBe(clause)
})

test.each([
  ['## Done\n\nAll of it.', 'Done'],
  [
    '**Done**: `clause.ts` says so, in __init__ and 2 * 3.',
    'Done: clause.ts says so, in __init__ and 2 * 3.',
  ],
  ['- first\n- second', 'first'],
  ['> said', 'said'],
  ['#1 is it', '#1 is it'],
])('what is said in %j is told as %j', (text, clause) => {
  expect(spokenClause(text)).toBe(clause)
})

test('no character is cut in half', () => {
  expect(firstClause('🚦'.repeat(100))).toBe(`${'🚦'.repeat(59)}…`)
  expect(clipped('a🚦', 2)).toBe('a')
})

test('a clause is one line within its length, and that of the part it is made of', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', ' ', '\n', '\t', 'é', '🚦'),
    maxLength: 3000,
  })
  fc.assert(
    fc.property(text, (whole) => {
      const clause = firstClause(whole)
      expect(clause.length).toBeLessThanOrEqual(120)
      expect(clause).not.toContain('\n')
      expect(firstClause(clauseSource(whole))).toBe(clause)
    }),
  )
})
