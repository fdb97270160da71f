import { expect, test } from 'vitest'
import type { ToolItem } from './rows.ts'
import { toolWords, waitingWords } from './tool-words.ts'

const asking: ToolItem = {
  id: 'i1',
  settled: false,
  kind: 'tool',
  name: 'AskUserQuestion',
  tool: 'question',
  title: 'Which colour?',
  status: 'running',
}

test('a call of several questions tells the one that is open now', () => {
  const ask = { id: 'a3', kind: 'question', title: 'Which size?', item: 'i1' } as const
  expect(waitingWords(asking, '', ask)).toMatchObject({
    verb: 'Waits for you',
    object: 'Which size?',
  })
  expect(toolWords(asking, '', false)).toMatchObject({ verb: 'Asked', object: 'Which colour?' })
})

test('a call that waits for leave tells what it is about, not how its agent asks for it', () => {
  const edit: ToolItem = { ...asking, tool: 'edit', name: 'Write', title: 'Write /code/a.ts' }
  const ask = { id: 'a1', kind: 'approval', title: 'May I write a.ts?', item: 'i1' } as const
  expect(waitingWords(edit, '/code', ask)).toMatchObject({
    verb: 'Waits for you',
    object: 'a.ts',
  })
})
