import { expect, test } from 'vitest'
import type { Told } from '../provider.ts'
import { openLane } from '../telling/lane.ts'
import { itemNames } from '../telling/names.ts'
import { toolCalls } from './calls.ts'

function stage() {
  const told: Told[] = []
  const tell = (one: Told) => void told.push(one)
  const names = itemNames('r')
  const lane = openLane(undefined, names, tell)
  const calls = toolCalls(names, tell)
  const text = (output: string) => [{ type: 'content', content: { type: 'text', text: output } }]
  return {
    calls,
    lane,
    patch: (id: string, wire: object) => calls.patch('s', id, lane, { ...wire }),
    text,
    /** What was told since the last time: reports by their item's id, and pieces of text. */
    since: () =>
      told
        .splice(0)
        .map((one) =>
          'delta' in one
            ? `piece ${one.delta.text}`
            : one.report.type === 'item.set'
              ? `set ${one.report.item.id}`
              : one.report.type === 'item.grew'
                ? `grew ${one.report.id} ${one.report.text}`
                : one.report.type,
        ),
  }
}

test('a change of status is told at once, other changes on the beat, output as it grows', () => {
  const { calls, patch, text, since } = stage()
  patch('a', { status: 'in_progress', title: 'npm test' })
  expect([since(), calls.dirty()]).toEqual([['set r:a'], false])
  patch('a', { content: text('one') })
  patch('a', { content: text('one two') })
  expect([since(), calls.dirty()]).toEqual([['piece one', 'piece  two'], true])
  calls.beat()
  expect([since(), calls.dirty()]).toEqual([['grew r:a one two'], false])
  patch('a', { title: 'npm test -- all' })
  expect([since(), calls.dirty()]).toEqual([[], true])
  calls.beat()
  expect([since(), calls.dirty()]).toEqual([['set r:a'], false])
  patch('a', { status: 'completed' })
  expect([since(), calls.dirty()]).toEqual([['set r:a'], false])
})

test('what was said of a call after its end is recorded, also when the call is not remembered any more', () => {
  const { calls, patch, text, since } = stage()
  patch('a', { status: 'completed', title: 'ls' })
  patch('a', { content: text('late') })
  for (let n = 0; n < 300; n += 1) patch(`b${n}`, { status: 'completed', title: 'ls' })
  expect(calls.find('s', 'a')).toBe(undefined)
  since()
  expect(calls.dirty()).toBe(true)
  calls.beat()
  expect([since(), calls.dirty()]).toEqual([['grew r:a late'], false])
})

test('a call that begins ends the text before it, a message about one that is known does not', () => {
  const { lane, patch, since } = stage()
  lane.say('message', 'm', 'I look.')
  patch('a', { status: 'in_progress', title: 'ls' })
  expect(since()).toEqual(['piece I look.', 'set r:m', 'set r:a'])
  lane.say('message', 'n', 'Meanwhile')
  patch('a', { status: 'completed' })
  expect(since()).toEqual(['piece Meanwhile', 'set r:a'])
  expect(lane.dirty()).toBe(true)
})
