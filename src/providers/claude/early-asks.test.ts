import { expect, test } from 'vitest'
import { translator, type Translator } from './translate.ts'

const plan = '# Mend it\n\n1. Mend'
const request = { tool: 'ExitPlanMode', input: {}, call: 'toolu_1', agent: undefined }
const content = [{ type: 'tool_use', id: 'toolu_1', name: 'ExitPlanMode', input: { plan } }]
const assistant = { type: 'assistant', message: { id: 'msg_1', content } }
const announced = {
  type: 'stream_event',
  event: {
    type: 'content_block_start',
    index: 0,
    content_block: { type: 'tool_use', id: 'toolu_1', name: 'ExitPlanMode', input: {} },
  },
}

/** An agent in a turn that asks before the call that it asks for was told. */
function askedEarly() {
  const clock = { now: 0 }
  const talk = translator({ run: 'run', now: () => clock.now })
  talk.prompted('t1', 'p1', 'u1')
  const settled: string[] = []
  const { told, cancel } = talk.asked(request, ({ behavior }) => void settled.push(behavior))
  return { clock, talk, told: types(told), cancel, settled }
}

function types(told: ReturnType<Translator['received']>): string[] {
  return told.map((one) => ('report' in one ? one.report.type : 'delta'))
}

test('an ask that comes before its call waits for it, and shows the plan that it holds', () => {
  const { talk, told } = askedEarly()
  expect(told).toEqual([])
  expect(types(talk.received(announced))).not.toContain('ask.opened')
  const shown = talk.received(assistant).flatMap((one) => ('report' in one ? [one.report] : []))
  expect(shown).toMatchObject([
    { type: 'item.set', item: { id: 'run:toolu_1' } },
    { type: 'ask.opened', ask: { title: '# Mend it', item: 'run:toolu_1', input: { plan } } },
  ])
})

test('an ask whose call is never told is opened all the same', () => {
  const { talk, clock } = askedEarly()
  expect([talk.dirty(), types(talk.beat())]).toEqual([true, []])
  clock.now = 2000
  expect([types(talk.beat()), talk.dirty()]).toEqual([['ask.opened'], false])
})

test('an ask that is withdrawn before its call is on record with its end', () => {
  const { talk, cancel, settled } = askedEarly()
  expect(types(cancel())).toEqual(['ask.opened', 'ask.answered'])
  expect(settled).toEqual(['deny'])
  expect(types(talk.received(assistant))).not.toContain('ask.opened')
})

test('the end of the agent withdraws it', () => {
  const { talk, settled } = askedEarly()
  expect(types(talk.ended())).toEqual(['ask.opened', 'ask.answered'])
  expect(settled).toEqual(['deny'])
})
