import { expect, test } from 'vitest'
import { translator, type Translator } from './translate.ts'

function begun(): Translator {
  const talk = translator({ run: 'run', now: () => 0 })
  talk.prompted('t1', 'p1', 'u1')
  return talk
}

function reports(told: ReturnType<Translator['received']>) {
  return told.flatMap((one) => ('report' in one ? [one.report] : []))
}

const used = { input_tokens: 100, output_tokens: 10 }
const content = [{ type: 'text', text: 'It cost nothing.' }]
const said = (id: string, more: object = {}) => ({
  type: 'assistant',
  uuid: 'one',
  message: { id, content, usage: used },
  ...more,
})
const cutOff = { type: 'result', subtype: 'error_during_execution', is_error: true, num_turns: 1 }

test('what Claude Code tells once more after a compaction, under the same id of its own, is shown once', () => {
  const talk = begun()
  expect(reports(talk.received(said('msg_1')))).toHaveLength(1)
  expect(reports(talk.received(said('msg_2')))).toEqual([])
})

test('what is told once more is not counted once more', () => {
  const talk = begun()
  talk.received(said('msg_1'))
  talk.received(said('msg_2'))
  expect(reports(talk.received(cutOff))).toMatchObject([
    { type: 'turn.ended', usage: { inputTokens: 100, outputTokens: 10 } },
  ])
})

test('an error that is told once more is none of the turn that runs now', () => {
  const talk = begun()
  const refused = said('msg_1', { error: 'rate_limit' })
  talk.received(refused)
  const first = reports(talk.received(cutOff))
  expect(reports(talk.received(refused))).toEqual([])
  talk.prompted('t2', 'p2', 'u2')
  talk.received(refused)
  const second = reports(talk.received(cutOff))
  const kinds = [...first, ...second].map((one) => one.type === 'turn.ended' && one.error?.kind)
  expect(kinds).toEqual(['rate-limit', 'other'])
})

test('a request that is tried again is still tried while old answers are told once more', () => {
  const talk = begun()
  talk.received(said('msg_1'))
  const again = { type: 'system', subtype: 'api_retry', attempt: 1, max_retries: 10 }
  const [notice] = reports(talk.received(again))
  expect(notice).toMatchObject({ item: { kind: 'notice', settled: false } })
  expect(reports(talk.received(said('msg_1')))).toEqual([])
})

test('a result that is told once more says nothing more', () => {
  const talk = begun()
  const call = { type: 'tool_use', id: 'toolu_1', name: 'Read', input: { file_path: 'a' } }
  talk.received({ type: 'assistant', uuid: 'call', message: { id: 'msg_1', content: [call] } })
  const back = { type: 'tool_result', tool_use_id: 'toolu_1', is_error: true, content: 'denied' }
  const denied = {
    type: 'user',
    uuid: 'back',
    message: { content: [back] },
    tool_result_meta: [
      { id: 'toolu_1', permission_decision: { decision: 'reject', reason_type: 'rule' } },
    ],
  }
  expect(reports(talk.received(denied))).toMatchObject([
    { item: { kind: 'tool', status: 'failed' } },
    { item: { kind: 'notice' } },
  ])
  expect(reports(talk.received(denied))).toEqual([])
})

test('what a prompt took that came too late to be folded in counts with the turn that waits behind it', () => {
  const talk = begun()
  const result = (input: number, output: number) => ({
    type: 'result',
    subtype: 'success',
    is_error: false,
    num_turns: 1,
    usage: { input_tokens: input, output_tokens: output },
  })
  talk.steered('p2', 'u2')
  talk.received(result(10, 1))
  talk.prompted('t3', 'p3', 'u3')
  talk.received({ type: 'command_lifecycle', command_uuid: 'u3', state: 'queued' })
  expect(reports(talk.received(result(200, 20)))).toEqual([])
  talk.received({ type: 'command_lifecycle', command_uuid: 'u3', state: 'started' })
  const ended = reports(talk.received(result(3000, 300)))
  expect(ended).toMatchObject([
    { type: 'turn.ended', turn: 't3', usage: { inputTokens: 3200, outputTokens: 320 } },
  ])
})

test('what a command had written before it was stopped stays', () => {
  const talk = begun()
  const call = { type: 'tool_use', id: 'toolu_1', name: 'Bash', input: { command: 'count' } }
  talk.received({ type: 'assistant', message: { id: 'msg_1', content: [call] } })
  talk.wrote('toolu_1', 'one\ntwo\n')
  const refused =
    "The user doesn't want to proceed with this tool use. It was stopped while running."
  const back = { type: 'tool_result', tool_use_id: 'toolu_1', is_error: true, content: refused }
  expect(reports(talk.received({ type: 'user', message: { content: [back] } }))).toMatchObject([
    {
      item: {
        status: 'failed',
        output: 'one\ntwo\nIt was stopped while it ran: what it did until then stands.',
      },
    },
  ])
})
