import type { ContentBlock, StateUpdate } from '@agentclientprotocol/sdk/unstable'
import { nextId, settle, show, tellUsage, Cancelled, Failed, type Actor } from './actor.ts'
import { meter, toldUsage } from './meter.ts'
import { seededRandom } from './random.ts'
import type { Step, SubagentStep } from './scene.ts'
import { textContent } from './tool-call.ts'

export type Perform = (actor: Actor, steps: readonly Step[]) => Promise<void>

/**
 * Plays a subagent under an id of its own. A failure of its own ends it alone; a cancel of its parent
 * ends it too. One in the background is left to itself and outlives its parent's turn.
 */
export async function spawn(parent: Actor, step: SubagentStep, perform: Perform): Promise<void> {
  const { cast } = parent
  await parent.pace(400, parent.signal)
  const cancelled = new AbortController()
  const above = step.background ? cast.over.signal : parent.signal
  const child = childOf(parent, AbortSignal.any([above, cancelled.signal]))
  const stage = cast.audience.subagents
    ? sessionOfItsOwn(parent, child, step)
    : insideParent(parent, child, step)

  cast.subagents.set(child.id, cancelled)
  await stage.begin()
  const life = live()
  if (step.background) {
    cast.background.add(life)
    // The life of a subagent ends with an update, never with an error; only a wire that broke throws.
    void life.catch(() => {}).finally(() => cast.background.delete(life))
    return
  }
  await life
  parent.signal.throwIfAborted()

  async function live() {
    const ending = await endOf(child, perform(child, step.steps))
    cast.subagents.delete(child.id)
    await stage.end(ending)
    await tellUsage(parent)
  }
}

type Ending =
  | { stopReason: 'end_turn' }
  | { stopReason: 'cancelled' }
  | { stopReason: 'error'; message: string }

async function endOf(child: Actor, work: Promise<void>): Promise<Ending> {
  try {
    await work
    return { stopReason: 'end_turn' }
  } catch (error) {
    if (child.signal.aborted || error instanceof Cancelled) return { stopReason: 'cancelled' }
    if (error instanceof Failed) return { stopReason: 'error', message: error.message }
    throw error
  }
}

function childOf(parent: Actor, signal: AbortSignal): Actor {
  const { cast } = parent
  const number = (parent.made['agent'] ?? 0) + 1
  parent.made['agent'] = number
  const mark = `${parent.mark}a${number}`
  const id = `${cast.id}_${mark}`
  const spawnedBy = cast.audience.subagents ? null : `spawn_${mark}`
  const shownUnder = cast.audience.subagents ? id : cast.id
  cast.truth.adopt(id, cast.id)
  const random = seededRandom(`${parent.seed}/${mark}`)
  return { ...parent, id, shownUnder, spawnedBy, mark, made: {}, random, meter: meter(0), signal }
}

type SubagentStage = { begin: () => Promise<void>; end: (ending: Ending) => Promise<void> }

/** As a client that knows subagents sees it: a session of its own, told of on its parent's. */
function sessionOfItsOwn(parent: Actor, child: Actor, step: SubagentStep): SubagentStage {
  const toChild = nextId(parent, 'task')
  const content: ContentBlock[] = [{ type: 'text', text: step.prompt }]
  const way = { senderSessionId: parent.id, recipientSessionId: child.id }
  const kind = 'session_message' as const

  async function told(actor: Actor, update: Parameters<typeof show>[1]) {
    await show(actor, update)
    settle(actor, update)
  }

  return {
    async begin() {
      await told(parent, {
        sessionUpdate: 'subagent_update',
        sessionId: child.id,
        title: step.name,
        description: step.role,
        capabilities: { cancel: {} },
        state: { state: 'running' },
      })
      const sent = { sessionUpdate: kind, messageId: toChild, ...way, content }
      await told(parent, { ...sent, recipientMessageId: toChild })
      await told(child, { ...sent, senderMessageId: toChild })
    },
    async end(ending) {
      const usage = toldUsage(child.meter.tokens)
      const state: StateUpdate =
        ending.stopReason === 'error'
          ? {
              state: 'idle',
              stopReason: 'error',
              error: { code: -32603, message: ending.message },
              usage,
            }
          : { state: 'idle', stopReason: ending.stopReason, usage }
      await told(parent, { sessionUpdate: 'subagent_update', sessionId: child.id, state })
      if (ending.stopReason !== 'end_turn') return
      await told(parent, {
        sessionUpdate: kind,
        messageId: `${toChild}:reply`,
        senderSessionId: child.id,
        recipientSessionId: parent.id,
        content: [{ type: 'text', text: step.reply }],
      })
    },
  }
}

/** As a client without subagents sees it: a tool call, and updates of the same session that name it. */
function insideParent(parent: Actor, child: Actor, step: SubagentStep): SubagentStage {
  const toolCallId = child.spawnedBy ?? child.id
  const shown = {
    toolCallId,
    name: 'Agent',
    title: step.name,
    kind: 'think' as const,
    rawInput: { description: step.name, subagent_type: step.role, prompt: step.prompt },
  }
  return {
    begin: () => show(parent, { sessionUpdate: 'tool_call', ...shown, status: 'in_progress' }),
    async end(ending) {
      const good = ending.stopReason === 'end_turn'
      const said = ending.stopReason === 'error' ? ending.message : ending.stopReason
      const status = good ? ('completed' as const) : ('failed' as const)
      const content = textContent(good ? step.reply : said)
      await show(parent, { sessionUpdate: 'tool_call_update', toolCallId, status, content })
      settle(parent, { sessionUpdate: 'tool_call', ...shown, status, content })
    },
  }
}
