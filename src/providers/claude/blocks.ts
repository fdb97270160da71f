import type { Lane } from '../telling/lane.ts'
import { asObject, asText, type Wire } from '../telling/wire.ts'
import type { Calls } from './calls.ts'

type TextKind = 'message' | 'thought'

export type Blocks = {
  /** A fragment of the model's answer as it is written. */
  streamed(lane: Lane, event: Wire): void
  /** A text that is whole now: what was not streamed of it is said. */
  whole(lane: Lane, kind: TextKind, message: string | undefined, text: string): void
}

/**
 * The texts of the agent's own lane, which come twice: in fragments while they are written, and whole. The
 * whole one comes before the end of the block is streamed.
 */
export function streamedBlocks(calls: Calls): Blocks {
  let message: string | undefined
  let block: { kind: TextKind; text: string } | null = null

  function say(lane: Lane, kind: TextKind, text: string): void {
    if (block?.kind !== kind) block = { kind, text: '' }
    block.text += text
    lane.say(kind, message, text)
  }

  return {
    streamed(lane, event) {
      switch (event.type) {
        case 'message_start':
          lane.close()
          block = null
          message = asText(asObject(event.message)?.id)
          return
        case 'content_block_start': {
          const started = asObject(event.content_block) ?? {}
          block = null
          const id = asText(started.id)
          if (started.type !== 'tool_use' || id === undefined) return
          lane.close()
          calls.announced(lane, id, asText(started.name) ?? 'tool')
          return
        }
        case 'content_block_delta': {
          const delta = asObject(event.delta) ?? {}
          if (delta.type === 'text_delta') say(lane, 'message', asText(delta.text) ?? '')
          if (delta.type === 'thinking_delta') say(lane, 'thought', asText(delta.thinking) ?? '')
          return
        }
        case 'content_block_stop':
          lane.close()
          block = null
          return
        default:
      }
    },
    whole(lane, kind, id, text) {
      const known =
        block?.kind === kind && id === message && text.startsWith(block.text)
          ? block.text.length
          : 0
      // What was streamed and is not the beginning of this was another try: it stays, settled.
      if (known === 0) lane.close()
      lane.say(kind, id, text.slice(known))
      lane.close()
      block = null
    },
  }
}
