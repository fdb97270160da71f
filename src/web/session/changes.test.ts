import { expect, test } from 'vitest'
import type { Item } from '../../core/item.ts'
import type { Entry } from '../../core/transcript.ts'
import { changedFiles } from './changes.ts'

function edit(seq: number, path: string, added: number, more: Partial<Item> = {}): Entry {
  const item = {
    id: `i${seq}`,
    settled: true,
    kind: 'tool',
    name: 'Edit',
    tool: 'edit',
    title: path,
    status: 'completed',
    diffs: [{ path, before: null, after: 'x' }],
    changes: [{ path, added, removed: 1 }],
    ...more,
  } as Item
  return { seq, at: seq, kind: 'item', item }
}

test('the edits of a file are summed, and the file that came last stands first', () => {
  const files = changedFiles(['/a', '/b'], [edit(1, '/a', 2), edit(2, '/b', 1), edit(3, '/a', 3)])
  expect(files).toMatchObject([
    { path: '/b', added: 1, removed: 1, seq: 2 },
    { path: '/a', added: 5, removed: 2, seq: 3 },
  ])
  expect(files[1]?.diffs).toHaveLength(2)
})

test('a file whose edits lie further back is named without lines, and a failed edit changed nothing', () => {
  const files = changedFiles(['/far'], [edit(1, '/never', 9, { status: 'failed' })])
  expect(files).toEqual([{ path: '/far', added: 0, removed: 0, diffs: [], seq: 0 }])
})
