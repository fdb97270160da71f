import { expect, test } from 'vitest'
import type { Item } from '../../core/item.ts'
import { toolLines, underWay } from './entry-lines.ts'
import { plainStyle } from './style.ts'

type ToolItem = Extract<Item, { kind: 'tool' }>

function call(title: string, given: Partial<ToolItem>): ToolItem {
  const known = { id: 'c', kind: 'tool', name: 'tool', settled: true, status: 'completed' } as const
  return { ...known, tool: 'other', title, ...given }
}

function told(title: string, given: Partial<ToolItem>): string | undefined {
  return toolLines(call(title, given), 40_000, plainStyle)[0]
}

test('a subagent is waited for, finished or failed; one in the background is only spawned', () => {
  const tool = 'spawn'
  expect(underWay(call('alpha', { tool }), 0, plainStyle)).toEqual(['◉ Waiting for alpha'])
  expect(told('alpha', { tool })).toBe('✓ Finished alpha 40 s')
  expect(told('beta: fails', { tool, status: 'failed' })).toBe('✖ Subagent beta: fails failed 40 s')
  const input = { run_in_background: true }
  expect(told('gamma', { tool, input })).toBe('✓ Spawned gamma 40 s')
})

test('the name of a tool that edits does not stand beside the verb', () => {
  const tool = 'edit'
  expect(told('MultiEdit src/a.ts', { tool })).toBe('✓ Edited src/a.ts 40 s')
  expect(told('MultiEdit src/a.ts', { tool, status: 'failed' })).toBe(
    '✖ Editing src/a.ts failed 40 s',
  )
  expect(told('NotebookEdit a.ipynb', { tool })).toBe('✓ Edited a.ipynb 40 s')
})
