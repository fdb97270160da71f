import type { PermissionOption, ToolCallContent } from '@agentclientprotocol/sdk/unstable'
import { Cancelled, show, type Actor } from './actor.ts'
import { forever } from './pace.ts'
import type { OpenCall } from './tool-call.ts'

const options: PermissionOption[] = [
  { optionId: 'allow', name: 'Allow', kind: 'allow_once' },
  { optionId: 'always', name: 'Always allow', kind: 'allow_always' },
  { optionId: 'reject', name: 'Reject', kind: 'reject_once' },
]

/** Asks the person whether a call may run. A pending question is dropped when the turn is cancelled. */
export async function mayRun(actor: Actor, call: OpenCall): Promise<boolean> {
  const { cast } = actor
  if (cast.allowed.has(call.title)) return true
  const chosen = await choose(actor, call, options)
  if (chosen === 'always') cast.allowed.add(call.title)
  return chosen === 'allow' || chosen === 'always'
}

/** In the mode `plan` nothing is changed before the person accepted the plan. */
export async function mayLeavePlan(actor: Actor, call: OpenCall): Promise<boolean> {
  const chosen = await choose(actor, call, [
    { optionId: 'acceptEdits', name: 'Yes, and accept edits', kind: 'allow_always' },
    { optionId: 'default', name: 'Yes, ask for each change', kind: 'allow_once' },
    { optionId: 'reject', name: 'No, keep planning', kind: 'reject_once' },
  ])
  if (chosen !== 'acceptEdits' && chosen !== 'default') return false
  const { cast } = actor
  cast.mode = chosen
  cast.history.remember({ kind: 'mode', mode: chosen })
  await show(actor, { sessionUpdate: 'current_mode_update', currentModeId: chosen })
  return true
}

async function choose(actor: Actor, call: OpenCall, offered: PermissionOption[]): Promise<string> {
  const { cast } = actor
  const content: ToolCallContent[] | undefined = call.content
  const meta =
    actor.spawnedBy === null ? {} : { _meta: { claudeCode: { parentToolUseId: actor.spawnedBy } } }
  const asked = cast.audience.permission({
    sessionId: actor.shownUnder,
    toolCall: {
      toolCallId: call.id,
      name: call.name,
      title: call.title,
      kind: call.kind,
      status: 'pending',
      rawInput: call.input,
      ...(content ? { content } : {}),
      ...meta,
    },
    options: offered,
  })
  // Nobody waits for it any more once the turn is cancelled, also not for its failure.
  asked.catch(() => {})
  const { outcome } = await Promise.race([asked, forever(actor.signal)])
  const answer = outcome.outcome === 'selected' ? outcome.optionId : 'cancelled'
  cast.history.remember({ kind: 'answer', turn: cast.turn, title: call.title, answer })
  if (outcome.outcome === 'cancelled') throw new Cancelled('The person dropped the question.')
  return answer
}
