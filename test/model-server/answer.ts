import { setImmediate } from 'node:timers/promises'
import type { ServerResponse } from 'node:http'
import type { Step } from './scenario.ts'

type Content =
  | { type: 'thinking'; thinking: string; signature: string }
  | { type: 'text'; text: string }
  | { type: 'tool_use'; id: string; name: string; input: Record<string, unknown> }

export type Tokens = { input: number; output: number; cacheRead: number; cacheWrite: number }

/** What the model counts for an answer. */
export function tokensOf({ usage }: Step): Tokens {
  return { input: 100, output: 10, cacheRead: 0, cacheWrite: 0, ...usage }
}

/** How a text is cut into fragments: small enough that a sentence has several. */
const piece = 16

export function contentOf(step: Step, newId: (prefix: string) => string): Content[] {
  return [
    ...(step.think === undefined
      ? []
      : [{ type: 'thinking' as const, thinking: step.think, signature: 'c2lnbmVk' }]),
    ...(step.text === undefined ? [] : [{ type: 'text' as const, text: step.text }]),
    ...(step.calls ?? []).map((call) => ({
      type: 'tool_use' as const,
      id: newId('toolu_'),
      ...call,
    })),
  ]
}

/** Streams one answer as the Messages API does. Resolves false when the client went away before its end. */
export async function stream(
  response: ServerResponse,
  step: Step,
  answer: { id: string; model: string; content: Content[] },
): Promise<boolean> {
  const { input, output, cacheRead, cacheWrite } = tokensOf(step)
  const send = (type: string, rest: object): void =>
    void response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...rest })}\n\n`)
  const head = {
    id: answer.id,
    type: 'message',
    role: 'assistant',
    model: answer.model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: {
      input_tokens: input,
      cache_creation_input_tokens: cacheWrite,
      cache_read_input_tokens: cacheRead,
      output_tokens: 1,
      service_tier: 'standard',
    },
  }
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'request-id': `req_${answer.id}`,
    ...step.headers,
  })
  send('message_start', { message: head })
  for (const [index, block] of answer.content.entries()) {
    send('content_block_start', { index, content_block: emptied(block) })
    for (const delta of deltas(block)) {
      send('content_block_delta', { index, delta })
      await setImmediate()
    }
    if (step.hang === 'text') return gone(response)
    send('content_block_stop', { index })
  }
  const stop_reason = step.calls ? 'tool_use' : 'end_turn'
  send('message_delta', {
    delta: { stop_reason, stop_sequence: null },
    usage: { output_tokens: output },
  })
  send('message_stop', {})
  response.end()
  return !response.destroyed
}

/** Answers one token, not streamed. */
export function whole(
  response: ServerResponse,
  { id, model }: { id: string; model: string },
): void {
  response.writeHead(200, { 'content-type': 'application/json', 'request-id': `req_${id}` })
  response.end(
    JSON.stringify({
      id,
      type: 'message',
      role: 'assistant',
      model,
      content: [{ type: 'text', text: 'H' }],
      stop_reason: 'max_tokens',
      stop_sequence: null,
      usage: { input_tokens: 8, output_tokens: 1 },
    }),
  )
}

/** Waits until the client hangs up. */
export function gone(response: ServerResponse): Promise<false> {
  return new Promise((resolve) => {
    if (response.destroyed) resolve(false)
    response.once('close', () => resolve(false))
  })
}

function emptied(block: Content): object {
  switch (block.type) {
    case 'thinking':
      return { type: 'thinking', thinking: '', signature: '' }
    case 'text':
      return { type: 'text', text: '' }
    case 'tool_use':
      return { ...block, input: {} }
  }
}

function deltas(block: Content): object[] {
  switch (block.type) {
    case 'thinking':
      return [
        ...pieces(block.thinking).map((thinking) => ({ type: 'thinking_delta', thinking })),
        { type: 'signature_delta', signature: block.signature },
      ]
    case 'text':
      return pieces(block.text).map((text) => ({ type: 'text_delta', text }))
    case 'tool_use':
      return pieces(JSON.stringify(block.input)).map((partial_json) => ({
        type: 'input_json_delta',
        partial_json,
      }))
  }
}

function pieces(text: string): string[] {
  const size = Math.max(piece, Math.ceil(text.length / 200))
  return Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
    text.slice(index * size, (index + 1) * size),
  )
}
