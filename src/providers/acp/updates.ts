import type { SessionUpdate } from '@agentclientprotocol/sdk/unstable'
import type { Item, PlanEntry } from '../../core/item.ts'
import { agentError, outcomeOfStop } from './agent-error.ts'
import type { Calls } from './calls.ts'
import type { Child, ChildEnd, Children } from './children.ts'
import { compactions } from './compaction.ts'
import { blockText } from './content.ts'
import type { Changed, Facts } from '../telling/facts.ts'
import type { Lane } from '../telling/lane.ts'
import type { ItemNames } from '../telling/names.ts'
import { configChoice } from './options.ts'
import { planEntries, planItem, updatedEntries } from './plan.ts'
import type { SessionMessages } from './session-message.ts'
import type { Spawns } from './spawns.ts'
import { about, type Tell } from '../telling/tell.ts'
import { usageOfTurn } from './told-usage.ts'
import { asNumber, asObject, asObjects, asText, oneOf, type Wire } from '../telling/wire.ts'

/** One update, and where it belongs. `scope` is the session it came under. */
export type Update = { lane: Lane; scope: string; wire: Wire }

/** Why an update cannot be read; nothing where it was. */
type Unread = string | undefined | void

export type UpdateKind = SessionUpdate['sessionUpdate']

/** Updates that are part of the transcript, and so are told again when a session is loaded. */
const history: ReadonlySet<string> = new Set<UpdateKind>([
  'agent_message_chunk',
  'agent_thought_chunk',
  'tool_call',
  'tool_call_update',
  'plan',
  'plan_update',
  'plan_removed',
  'notice',
  'compaction_update',
  'compaction_summary_chunk',
  'subagent_update',
  'session_message',
  'session_message_chunk',
])

/** Updates that say how it stands with subagents, not what is said and done. */
export function isAboutChildren(kind: unknown): boolean {
  return typeof kind === 'string' && /^(subagent_update|session_message(_chunk)?)$/.test(kind)
}

export function isHistory(kind: unknown): boolean {
  return typeof kind === 'string' && history.has(kind)
}

/** What each kind of session update means; the compiler asks for a line when the protocol gets a new one. */
export function updateReaders(room: {
  run: string
  tell: Tell
  names: ItemNames
  calls: Calls
  children: Children
  spawns: Spawns
  messages: SessionMessages
  facts: Facts
  /** The agent's running total of what its session cost, in US dollars. */
  onCost: (total: number) => void
}): Record<UpdateKind, (update: Update) => Unread> {
  const { run, tell, names, calls, children, spawns, messages, facts } = room
  const compaction = compactions(run, tell)

  function set({ lane }: Update, item: Item): void {
    tell(about(lane.key, { type: 'item.set', item }))
  }

  function chunk(kind: 'message' | 'thought') {
    return ({ lane, wire }: Update): void =>
      lane.say(kind, asText(wire.messageId), blockText(wire.content))
  }

  function toolCall({ lane, scope, wire }: Update): Unread {
    const id = asText(wire.toolCallId)
    if (id === undefined) return 'a tool call without an id'
    spawns.seen(calls.patch(scope, id, lane, wire), id, wire)
    return undefined
  }

  function plan(update: Update, entries: PlanEntry[]): void {
    const { lane } = update
    lane.close()
    set(
      update,
      planItem(lane.key === undefined ? `${run}:plan` : `${run}:${lane.key}:plan`, entries),
    )
  }

  function subagent({ lane, wire }: Update): Unread {
    const key = asText(wire.sessionId)
    if (key === undefined) return 'a subagent without a session'
    spawns.toldAsSessions()
    if (!children.get(key)) lane.close()
    children.flush((above) => above.key === lane.key)
    const child = children.announce(key, lane.key)
    const name = asText(wire.title) ?? (child.name === undefined && asText(wire.description))
    if (typeof name === 'string' && name !== '') children.rename(child, name)
    if (wire.capabilities !== undefined)
      child.cancellable = asObject(asObject(wire.capabilities)?.cancel) !== undefined
    return moved(child, asObject(wire.state))
  }

  function moved(child: Child, state: Wire | undefined): Unread {
    const stopped = asText(state?.stopReason) !== undefined
    if (state?.state === 'idle' || stopped) children.end(child, childEnd(state ?? {}))
    else if (state?.state === 'running' || child.phase === 'announced') children.start(child)
    else if (state && !['requires_action', 'unknown'].includes(String(state.state)))
      return `a subagent in a state that we do not know: ${String(state.state)}`
    return undefined
  }

  return {
    // Our own prompts are on record already, and a subagent's prompt is told with its start.
    user_message_chunk: () => undefined,
    agent_message_chunk: chunk('message'),
    agent_thought_chunk: chunk('thought'),
    tool_call: toolCall,
    tool_call_update: toolCall,
    plan: (update) => plan(update, planEntries(update.wire)),
    plan_update: (update) => plan(update, updatedEntries(update.wire)),
    plan_removed: (update) => plan(update, []),
    available_commands_update: ({ lane, wire }) =>
      facts.changed(lane.key, {
        commands: asObjects(wire.availableCommands).flatMap(({ name }) => asText(name) ?? []),
      }),
    current_mode_update({ lane, wire }) {
      const mode = asText(wire.currentModeId)
      if (mode === undefined) return 'a mode without an id'
      return facts.changed(lane.key, { mode })
    },
    config_option_update: ({ lane, wire }) => facts.changed(lane.key, chosen(wire.configOptions)),
    session_info_update({ lane, wire }) {
      const title = asText(wire.title)
      if (title !== undefined && title !== '') facts.changed(lane.key, { title })
    },
    usage_update({ lane, wire }) {
      const used = asNumber(wire.used)
      const size = asNumber(wire.size)
      if (used !== undefined && size !== undefined) facts.measured(lane.key, used, size)
      const cost = asObject(wire.cost)
      const amount = asNumber(cost?.amount)
      if (lane.key === undefined && cost?.currency === 'USD' && amount !== undefined)
        room.onCost(amount)
    },
    notice(update) {
      const { title, description, severity } = update.wire
      const level = oneOf(['warning', 'error'], severity) ?? 'info'
      const text = [title, description].filter((part) => typeof part === 'string').join('\n')
      set(update, { id: names.next(), settled: true, kind: 'notice', level, text })
    },
    compaction_update({ lane, wire }) {
      lane.close()
      compaction.update(lane, wire)
    },
    compaction_summary_chunk: ({ lane, wire }) => compaction.summary(lane, wire),
    subagent_update: subagent,
    session_message({ lane, scope, wire }) {
      const recipient = children.get(asText(wire.recipientSessionId) ?? '')
      const id = asText(wire.messageId)
      // One vendor names a child's first message after the call that spawned it.
      if (recipient && recipient.parent === lane.key && id !== undefined)
        spawns.link(scope, id, recipient)
      const { whole, unknown } = messages.take(lane.key, wire)
      if (whole) children.flush((child) => child === whole)
      return unknown && 'a message between sessions that nobody announced'
    },
    session_message_chunk: ({ lane, wire }) => void messages.take(lane.key, wire),
  }
}

function childEnd(state: Wire): ChildEnd {
  const usage = usageOfTurn(state)
  const outcome =
    state.stopReason === 'error'
      ? { outcome: 'failed' as const, error: agentError(state.error) }
      : // A rest without a reason, or with one that we do not know, is a rest.
        (outcomeOfStop(state.stopReason) ?? { outcome: 'completed' as const })
  return { ...outcome, ...(usage && { usage }) }
}

/** Model and mode, from a session's config options. */
export function chosen(configOptions: unknown): Changed {
  const model = configChoice(configOptions, 'model')?.current
  const mode = configChoice(configOptions, 'mode')?.current
  return { ...(model !== undefined && { model }), ...(mode !== undefined && { mode }) }
}
