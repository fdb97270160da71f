import type { Answer } from '../../core/ask.ts'
import type { Outcome } from '../../core/report.ts'
import type { ToldUsage } from '../../core/usage.ts'
import type { Told } from '../provider.ts'
import { tellFacts } from '../telling/facts.ts'
import { openLane, type Lane } from '../telling/lane.ts'
import { itemNames } from '../telling/names.ts'
import { asObject, asText, clipped, type Wire } from '../telling/wire.ts'
import { claudeAsks, type Requested } from './asks.ts'
import { backgroundCommands } from './background-commands.ts'
import { streamedBlocks } from './blocks.ts'
import { claudeCalls } from './calls.ts'
import { claudeChildren } from './children.ts'
import { claudeCompaction } from './compaction.ts'
import { contextGauge } from './gauge.ts'
import { held } from './held.ts'
import { claudeMessages } from './messages.ts'
import { notices, saidBy } from './notices.ts'
import type { Opening } from './opening.ts'
import { claudePlans } from './plans.ts'
import { claudeRetries } from './retries.ts'
import type { SdkPermissionResult } from './sdk.ts'
import { claudeSession } from './session.ts'
import { toldBefore } from './told-before.ts'
import { claudeTurns } from './turns.ts'

/** How long the agent may take to go on after a subagent came back, before nothing is expected of it (ms). */
const returnMs = 5000
/** How long an ask waits for the call that it is for (ms): not every ask has one. */
const askMs = 2000

/**
 * What the SDK tells of one agent, as reports. No effects: answers to asks go to who asked. Item ids are
 * `<run>:` and Claude Code's own id of the message or call.
 */
export type Translator = {
  opened(opening: Opening): Told[]
  /** A turn begins: its prompt is about to be sent under `uuid`. */
  prompted(turn: string, prompt: string, uuid: string): Told[]
  /** A prompt is about to be folded into the turn; it is a turn of its own if it comes too late. */
  steered(prompt: string, uuid: string): void
  /** The person asked for the end of the turn. */
  interrupted(): void
  /** One message. `usage` is that of the subagent whose end it tells. */
  received(message: unknown, usage?: ToldUsage): Told[]
  /** A call waits for an answer, which is given to `settle`. `cancel` withdraws it. */
  asked(
    request: Omit<Requested, 'item' | 'key' | 'plan'> & { call: string; agent: string | undefined },
    settle: (result: SdkPermissionResult) => void,
  ): { told: Told[]; cancel: () => Told[] }
  /** False: nothing waits for this answer. What it brings up is told. */
  answered(ask: string, answer: Answer): { waited: boolean; told: Told[] }
  /** A command that runs has written more. */
  wrote(call: string, text: string): Told[]
  unreadable(text: string, why: string): Told[]
  notice(level: 'info' | 'warning' | 'error', text: string): Told[]
  /** Records what grew since the last time. To be called at least once a second while `dirty`. */
  beat(): Told[]
  dirty(): boolean
  /** Nothing more will come: settles what was growing. The turn is left open; its owner knows why it ended. */
  ended(): Told[]
  inTurn(): boolean
  /** Claude Code has begun with the prompt of the turn: from now on it can be interrupted. */
  taken(): boolean
  /** The id of the last answer of the model that a subagent told. */
  lastRequest(child: string): string | undefined
  /** The agent's session, by its own id, as it was told last. */
  session(): string | null
}

export function translator({ run, now }: { run: string; now: () => number }): Translator {
  let told: Told[] = []
  const lanes = new Map<string | undefined, Lane>()
  const put = (one: Told): void => void told.push(one)

  const names = itemNames(run)
  const notice = notices(names, put)
  const facts = tellFacts(put)
  const session = claudeSession(facts, put, (text) => notice('warning', text))
  const calls = claudeCalls({ names, tell: put, cwd: session.cwd })
  const asks = claudeAsks(run, session.cwd, put)
  // Asks that came before the call that they are for, which a person has to see, and which may hold the plan.
  const early = held(now)
  const children = claudeChildren(put, now)
  // Ends of subagents that the agent did not wait for. It goes on with what each brought a moment after the end was
  // told: until then the subagent counts as at work, for else all would seem to be over.
  const back = held(now)
  const blocks = streamedBlocks(calls)
  const commands = backgroundCommands(notice, children.known)
  const plans = claudePlans(run, put)
  const gauge = contextGauge(facts)
  const retries = claudeRetries(names, put)
  const isRepeated = toldBefore()
  const compaction = claudeCompaction({ names, tell: put, gauge, notice })
  const messages = claudeMessages({ blocks, calls, plans, notice, unknown })
  const turns = claudeTurns({
    run,
    now,
    tell: put,
    gauge,
    rest: (outcome) => rest(laneOf(undefined), outcome),
  })

  function laneOf(key: string | undefined): Lane {
    const lane = lanes.get(key) ?? openLane(key, names, put)
    lanes.set(key, lane)
    return lane
  }

  /** The agent works: where no turn runs it goes on by itself, with what came back. */
  function active(): void {
    turns.active()
    back.release()
  }

  function rest(lane: Lane, outcome: Outcome): void {
    lane.close()
    calls.settle(lane, outcome !== 'completed')
  }

  function unknown(message: unknown, why: string): void {
    const wire = clipped(JSON.stringify(message) ?? 'undefined')
    put({ report: { type: 'wire.unknown', wire, why } })
  }

  function assistant(message: Wire): void {
    const lane = laneOf(children.keyOf(message))
    if (lane.key === undefined) {
      active()
      compaction.over()
      gauge.answeredBy(asText(asObject(message.message)?.model))
      turns.answered(message)
    }
    messages.assistant(lane, message)
  }

  function stream(message: Wire): void {
    const lane = laneOf(children.keyOf(message))
    const event = asObject(message.event) ?? {}
    if (lane.key === undefined) active()
    blocks.streamed(lane, event)
    if (lane.key === undefined) turns.streamed(event)
  }

  function taskStarted(message: Wire): void {
    const call = asText(message.tool_use_id)
    const key = children.started(message, call === undefined ? undefined : calls.get(call))
    if (key !== undefined && call !== undefined) calls.spawned(call, key)
    commands.started(message)
  }

  function taskEnded(message: Wire, usage: ToldUsage | undefined): void {
    commands.ended(message)
    const lane = laneOf(asText(message.task_id) ?? '')
    rest(lane, message.status === 'completed' ? 'completed' : 'failed')
    const how = { usage, last: lane.lastMessage(), interrupted: turns.interrupted() }
    const end = (): void => void children.ended(message, how)
    if (turns.running() || !children.behind(lane.key ?? '')) end()
    else back.hold(end)
  }

  function system(message: Wire, usage: ToldUsage | undefined): void {
    switch (message.subtype) {
      case 'init':
        session.init(message)
        return back.waiting() ? active() : undefined
      case 'api_retry':
        turns.requested()
        return retries.again(message)
      case 'status':
        session.mode(message)
        return compaction.status(message)
      case 'commands_changed':
        return session.commands(message)
      case 'compact_boundary':
        return compaction.done(message)
      case 'session_state_changed':
        return message.state === 'idle' ? back.release() : undefined
      case 'task_started':
        return taskStarted(message)
      case 'task_updated':
        commands.updated(message)
        return children.updated(message)
      case 'task_notification':
        return taskEnded(message, usage)
      default:
        return other(message)
    }
  }

  /** What changes nothing but may say something to the person; unknown messages are kept. */
  function other(message: Wire): void {
    const said = saidBy(message)
    if (said) notice(said.level, said.text, children.known(asText(message.agent_id)))
    if (said !== undefined) return
    const kind = [String(message.type), asText(message.subtype) ?? ''].join(' ').trim()
    unknown(message, `a message that we do not know: ${kind}`)
  }

  function read(message: Wire, usage: ToldUsage | undefined): void {
    if (isRepeated(message)) return
    if (['assistant', 'stream_event', 'result'].includes(String(message.type))) retries.over()
    switch (message.type) {
      case 'assistant':
        return assistant(message)
      case 'user':
        return messages.user(message, (text) => compaction.summary(message, text))
      case 'stream_event':
        return stream(message)
      case 'result':
        return turns.result(message)
      case 'command_lifecycle':
        return turns.lifecycle(message)
      case 'system':
        return system(message, usage)
      default:
        return other(message)
    }
  }

  function batch(work: () => void): Told[] {
    work()
    const batch = told
    told = []
    return batch
  }

  return {
    opened: (opening) => batch(() => session.opened(run, opening)),
    prompted: (turn, prompt, uuid) =>
      batch(() => {
        laneOf(undefined).close()
        turns.prompted(turn, prompt, uuid)
        back.release()
      }),
    steered: turns.steered,
    interrupted: turns.interrupt,
    received: (value, usage) =>
      batch(() => {
        const message = asObject(value)
        if (message) read(message, usage)
        else unknown(value, 'no message of the SDK')
        early.release(askMs)
      }),
    asked({ call: id, agent, ...request }, settle) {
      let opened: { cancel: () => void } | undefined
      function open(): { cancel: () => void } {
        const call = calls.get(id)
        const plan = plans.toApprove(call?.item.input)
        const key = agent ?? call?.lane.key
        const asked = { ...request, key, item: call?.item.id, ...(plan !== undefined && { plan }) }
        return (opened ??= asks.request(asked, settle))
      }
      return {
        told: batch(() => {
          early.hold(open, () => calls.known(id))
          early.release(askMs)
        }),
        cancel: () => batch(() => open().cancel()),
      }
    },
    answered(ask, answer) {
      let waited = false
      const next = batch(() => {
        waited = asks.answer(ask, answer)
      })
      return { waited, told: next }
    },
    wrote: (call, text) => batch(() => calls.wrote(call, text)),
    unreadable: (text, why) =>
      batch(() => put({ report: { type: 'wire.unknown', wire: clipped(text), why } })),
    notice: (level, text) => batch(() => notice(level, text)),
    beat: () =>
      batch(() => {
        for (const lane of lanes.values()) lane.beat()
        back.release(returnMs)
        early.release(askMs)
      }),
    dirty: () => back.waiting() || early.waiting() || lanes.values().some((lane) => lane.dirty()),
    ended: () =>
      batch(() => {
        early.release()
        retries.over()
        compaction.cut()
        asks.withdraw()
        back.release()
        for (const lane of lanes.values()) rest(lane, 'crashed')
      }),
    inTurn: turns.running,
    taken: turns.taken,
    lastRequest: messages.lastRequest,
    session: session.id,
  }
}
