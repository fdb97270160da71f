import { expect, test } from 'vitest'
import { translator, type Translator } from './translate.ts'

const retry = {
  type: 'system',
  subtype: 'api_retry',
  attempt: 1,
  max_retries: 10,
  retry_delay_ms: 1000,
  error_status: 529,
}
const compacting = { type: 'system', subtype: 'status', status: 'compacting' }

function begun(): Translator {
  const talk = translator({ run: 'run', now: () => 0 })
  talk.prompted('t1', 'p1', 'u1')
  return talk
}

function items(told: ReturnType<Translator['received']>) {
  return told.flatMap((one) =>
    'report' in one && one.report.type === 'item.set' ? [one.report.item] : [],
  )
}

test.each([
  ['a try anew', retry],
  ['a compaction', compacting],
])('%s that the end of the agent cuts off is settled with it', (_, message) => {
  const talk = begun()
  const [open] = items(talk.received(message))
  expect(open?.settled).toBe(false)
  expect(items(talk.ended())).toEqual([{ ...open, settled: true }])
})

test('a turn that the model answers can be interrupted, although its prompt was not told to be taken', () => {
  const talk = begun()
  expect(talk.taken()).toBe(false)
  talk.received({ type: 'stream_event', event: { type: 'message_start' } })
  expect(talk.taken()).toBe(true)
})

test('what the rules of a person deny a subagent is told in its own transcript', () => {
  const talk = begun()
  const task = { type: 'system', task_id: 'a1', tool_use_id: 'toolu_1' }
  talk.received({ ...task, subtype: 'task_started', task_type: 'local_agent' })
  const denied = { type: 'system', subtype: 'permission_denied', tool_name: 'Bash' }
  expect(talk.received({ ...denied, agent_id: 'a1' })).toMatchObject([{ child: 'a1' }])
  expect(talk.received(denied)[0]).not.toHaveProperty('child')
})
