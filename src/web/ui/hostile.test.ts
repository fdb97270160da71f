import { expect, test } from 'vitest'
import { ansi } from './ansi.ts'
import { plain, revealed } from './hostile.ts'

test('letters that cannot be seen or that turn the writing are shown by their code', () => {
  expect(revealed('rm\u200b -rf \u202e/')).toEqual([
    { text: 'rm', hidden: false },
    { text: 'U+200B', hidden: true },
    { text: ' -rf ', hidden: false },
    { text: 'U+202E', hidden: true },
    { text: '/', hidden: false },
  ])
  expect(plain('a\u2066b\u0007')).toBe('a\ufffdb\ufffd')
})

test('plain text stays as it is', () => {
  expect(revealed('npm test\n\tüñ 日本 👍')).toEqual([
    { text: 'npm test\n\tüñ 日本 👍', hidden: false },
  ])
})

test('colours become classes, and every other sequence is taken out', () => {
  expect(ansi('\u001b[1;31mbad\u001b[0m ok')).toEqual([
    { text: 'bad', style: 't-bold t-red' },
    { text: ' ok', style: '' },
  ])
  const tricks =
    '\u001b]0;title\u0007a\u001b[2J\u001b]8;;https://evil\u001b\\b\u001b]8;;\u001b\\c\u001bc'
  expect(
    ansi(tricks)
      .map(({ text }) => text)
      .join(''),
  ).toBe('abc')
})

test('a line that was drawn over shows what was drawn last', () => {
  expect(ansi('10%\r50%\r100%\nnext')).toEqual([{ text: '100%\nnext', style: '' }])
})
