import type { Lane } from '../telling/lane.ts'
import { asObject, asObjects, asText, type Wire } from '../telling/wire.ts'
import type { Blocks } from './blocks.ts'
import type { Calls } from './calls.ts'
import type { Notice } from './notices.ts'
import type { Plans } from './plans.ts'
import { ruled } from './ruled.ts'

export type Messages = {
  /** What the model said, a block at a time. */
  assistant(lane: Lane, message: Wire): void
  /** What came back to the model: results of calls, and texts that nobody wrote, which are given to `text`. */
  user(message: Wire, text: (text: string) => void): void
  /** The id of the last answer of the model that a subagent told. */
  lastRequest(child: string): string | undefined
}

/** Whole messages, as items of the lane that they belong to. */
export function claudeMessages(options: {
  blocks: Blocks
  calls: Calls
  plans: Plans
  notice: Notice
  unknown: (message: Wire, why: string) => void
}): Messages {
  const { blocks, calls, plans, notice, unknown } = options
  const requests = new Map<string, string>()

  function text(lane: Lane, kind: 'message' | 'thought', id: string | undefined, said: string) {
    if (lane.key === undefined) return blocks.whole(lane, kind, id, said)
    // Nothing of a subagent is streamed.
    lane.close()
    lane.say(kind, id, said)
    lane.close()
  }

  function result(block: Wire, call: string, message: Wire): void {
    const failed = block.is_error === true
    const returned = calls.returned(call, block.content, failed, message.tool_use_result)
    if (!returned) return unknown(message, 'a result of a call that was not told')
    const { lane, item } = returned
    if (!failed) plans.returned(lane, item, message.tool_use_result)
    const why = ruled(message, call)
    if (why !== null) notice('info', `${why}: ${item.title}`, lane.key)
  }

  return {
    assistant(lane, message) {
      const body = asObject(message.message) ?? {}
      const id = asText(body.id)
      if (lane.key !== undefined && id !== undefined) requests.set(lane.key, id)
      for (const block of asObjects(body.content)) {
        const said = asText(block.text) ?? asText(block.thinking) ?? ''
        if (block.type === 'text' && asText(message.error) !== undefined)
          notice('error', said, lane.key)
        else if (block.type === 'text') text(lane, 'message', id, said)
        else if (block.type === 'thinking') text(lane, 'thought', id, said)
        else if (typeof block.id === 'string' && typeof block.name === 'string') {
          lane.close()
          calls.made(lane, block.id, block.name, block.input)
          plans.called(block.name, block.input)
        }
      }
    },
    user(message, written) {
      const { content } = asObject(message.message) ?? {}
      if (typeof content === 'string') return written(content)
      for (const block of asObjects(content)) {
        if (block.type === 'text') written(asText(block.text) ?? '')
        const call = asText(block.tool_use_id)
        if (block.type === 'tool_result' && call !== undefined) result(block, call, message)
      }
    },
    lastRequest: (child) => requests.get(child),
  }
}
