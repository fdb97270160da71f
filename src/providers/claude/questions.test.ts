import { expect, test } from 'vitest'
import type { Ask } from '../../core/ask.ts'
import { claudeAsks } from './asks.ts'
import type { SdkPermissionResult } from './sdk.ts'

const options = [
  { label: 'Fast, but loud', description: 'Ready today.' },
  { label: 'Slow' },
  { label: 'Cheap' },
]

/** What is asked, and what the agent hears when the first of its questions is answered with this. */
function answered(multiSelect: boolean, text: string, ...further: string[]) {
  const opened: Ask[] = []
  const results: SdkPermissionResult[] = []
  const asks = claudeAsks(
    'run',
    () => '/',
    (one) => {
      if ('report' in one && one.report.type === 'ask.opened') opened.push(one.report.ask)
    },
  )
  const questions = ['Which?', ...further].map((question) => ({ question, multiSelect, options }))
  const input = { questions }
  const asked = { tool: 'AskUserQuestion', input, key: undefined, item: undefined }
  asks.request(asked, (result) => void results.push(result))
  const [ask] = opened
  asks.answer(ask?.id ?? '', { choice: 'reply', text })
  const [result] = results
  const given = result?.behavior === 'allow' ? result.updatedInput?.answers : undefined
  return { ask, opened, heard: (given as Record<string, string> | undefined)?.['Which?'] }
}

test('a question offers what each answer would mean, and whether several may be chosen', () => {
  expect(answered(false, 'slow').ask).toMatchObject({
    options: [
      { id: 'Fast, but loud', label: 'Fast, but loud', description: 'Ready today.' },
      { id: 'Slow', label: 'Slow' },
      { id: 'Cheap', label: 'Cheap' },
    ],
  })
  expect([answered(false, '').ask?.several, answered(true, '').ask?.several]).toEqual([
    undefined,
    true,
  ])
})

test('of several questions of one call each says which it is; one alone says nothing', () => {
  const { opened } = answered(false, 'slow', 'How?')
  expect(opened.map(({ title, part }) => [title, part])).toEqual([
    ['Which?', { at: 1, of: 2 }],
    ['How?', { at: 2, of: 2 }],
  ])
  expect(answered(false, 'slow').ask).not.toHaveProperty('part')
})

test.each([
  [false, 'fast, but loud', 'Fast, but loud'],
  [false, 'slow, cheap', 'slow, cheap'],
  [true, 'fast, but loud', 'Fast, but loud'],
  [true, 'cheap,SLOW', 'Cheap, Slow'],
  [true, 'slow, fast, but loud', 'Slow, Fast, but loud'],
  [true, 'cheap, and quick', 'cheap, and quick'],
])('with several: %s, %s is heard as %s', (several, text, heard) => {
  expect(answered(several, text).heard).toBe(heard)
})
