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

test('what Claude Code tells once more after a compaction, under the same id of its own, is shown once', () => {
  const talk = begun()
  const content = [{ type: 'text', text: 'It cost nothing.' }]
  const said = (id: string) => ({ type: 'assistant', uuid: 'one', message: { id, content } })
  expect(reports(talk.received(said('msg_1')))).toHaveLength(1)
  expect(reports(talk.received(said('msg_2')))).toEqual([])
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
