import { expect, test } from 'vitest'
import { answer, call, recorded } from '../../core/testing.ts'
import { itemTimes } from './item-times.ts'

test('a call went on when it was answered, and is whole when it is told so', () => {
  const times = itemTimes()
  const ask = { id: 'a', kind: 'approval', title: 'may it', tool: 'execute', item: 'c' } as const
  const events = recorded([
    call('c'),
    { type: 'ask.opened', ask },
    answer('a'),
    answer('another'),
    call('c', { settled: true, status: 'completed' }),
  ])
  times.read(events.slice(0, 4))
  expect([times.wentOnAt('c'), times.settledAt('c')]).toEqual([events[2]?.at, undefined])
  times.read(events.slice(4))
  expect([times.settledAt('c'), times.wentOnAt('d')]).toEqual([events[4]?.at, undefined])
})
