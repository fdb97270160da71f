import type {
  ToolCall,
  ToolCallContent,
  ToolCallStatus,
  ToolKind,
} from '@agentclientprotocol/sdk/unstable'
import { nextId, settle, show, spend, type Actor } from './actor.ts'

/** What a tool call is about, known before it runs. */
export type Call = {
  name: string
  kind: ToolKind
  title: string
  input: Record<string, unknown>
  content?: ToolCallContent[]
  path?: string
}

export type Done = { status: ToolCallStatus; content?: ToolCallContent[]; output?: unknown }

/** A tool call that is shown and not over yet. */
export type OpenCall = Call & {
  id: string
  /** Shows the output as it stands. */
  grow: (text: string) => Promise<void>
}

export function textContent(text: string): ToolCallContent[] {
  return [{ type: 'content', content: { type: 'text', text } }]
}

/**
 * Plays one tool call from its first showing to its end. `work` gives the end; where it throws
 * (cancelled, failed) the call is shown as failed first, so none is left open.
 */
export async function callTool(
  actor: Actor,
  call: Call,
  work: (open: OpenCall) => Promise<Done>,
): Promise<Done> {
  const id = nextId(actor, 'call')
  const shown: ToolCall = {
    toolCallId: id,
    name: call.name,
    title: call.title,
    kind: call.kind,
    status: 'pending',
    rawInput: call.input,
    ...(call.content ? { content: call.content } : {}),
    ...(call.path === undefined ? {} : { locations: [{ path: call.path }] }),
  }
  const grow = (text: string) =>
    show(actor, {
      sessionUpdate: 'tool_call_update',
      toolCallId: id,
      status: 'in_progress',
      content: textContent(text),
    })

  async function end(done: Done) {
    const changed = {
      status: done.status,
      ...(done.content ? { content: done.content } : {}),
      ...(done.output === undefined ? {} : { rawOutput: done.output }),
    }
    await show(actor, { sessionUpdate: 'tool_call_update', toolCallId: id, ...changed })
    settle(actor, { sessionUpdate: 'tool_call', ...shown, ...changed })
  }

  await actor.pace(250, actor.signal)
  await show(actor, { sessionUpdate: 'tool_call', ...shown })
  let done: Done
  try {
    done = await work({ ...call, id, grow })
  } catch (error) {
    await end({ status: 'failed', content: textContent('Cancelled before it was done.') })
    throw error
  }
  await end(done)
  await spend(actor, JSON.stringify(done.content ?? ''), JSON.stringify(call.input))
  return done
}

export function running(actor: Actor, id: string): Promise<void> {
  return show(actor, { sessionUpdate: 'tool_call_update', toolCallId: id, status: 'in_progress' })
}
