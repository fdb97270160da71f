import { expect, test } from 'vitest'
import { withChanges } from '../telling/changes.ts'
import { newTool, patched } from './tool.ts'

const diff = { type: 'diff', path: '/a', oldText: 'one\ntwo\n', newText: 'one\n2\nthree\n' }
const text = (words: string) => ({ type: 'content', content: { type: 'text', text: words } })

test('changes are counted when a call was carried out, and only then', () => {
  const edit = patched(newTool('id'), { kind: 'edit', content: [diff] })
  expect(withChanges(edit).changes).toBeUndefined()
  expect(withChanges(patched(edit, { status: 'failed' })).changes).toBeUndefined()
  expect(withChanges(patched(edit, { status: 'completed' })).changes).toEqual([
    { path: '/a', added: 2, removed: 1 },
  ])
})

test('a change stays when the last word of its call is only text; a failed one never was', () => {
  const edit = patched(newTool('id'), { content: [diff] })
  const done = patched(edit, { status: 'completed', content: [text('written')] })
  expect(done).toMatchObject({ output: 'written', diffs: [{ path: '/a' }], settled: true })
  const failed = patched(edit, { status: 'failed', content: [text('refused')] })
  expect(failed.diffs).toBeUndefined()
})

test('two long texts that have little in common are counted all the same', () => {
  const lines = (letter: string) =>
    Array.from({ length: 20_000 }, (_, at) => `${letter}${at}\n`).join('')
  const diffs = {
    type: 'diff',
    path: '/a',
    oldText: `same\n${lines('a')}`,
    newText: `${lines('b')}same\n`,
  }
  const edit = patched(newTool('id'), { status: 'completed', content: [diffs] })
  expect(withChanges(edit).changes).toEqual([{ path: '/a', added: 20_000, removed: 20_000 }])
})

test('members of another shape than expected read as absent', () => {
  const odd = { title: 7, kind: 'dance', status: 'maybe', content: 'no list', rawOutput: {} }
  expect(patched(newTool('id'), odd)).toEqual(newTool('id'))
})
