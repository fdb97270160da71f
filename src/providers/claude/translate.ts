import type { Answer } from '../../core/ask.ts'
import type { Item } from '../../core/item.ts'
import type { Outcome, Report } from '../../core/report.ts'
import type { ToldUsage } from '../../core/usage.ts'
import { tellFacts } from '../telling/facts.ts'
import { openLane, type Lane } from '../telling/lane.ts'
import { itemNames } from '../telling/names.ts'
import { about } from '../telling/tell.ts'
import { asNumber, asObject, asObjects, asText, clipped, type Wire } from '../telling/wire.ts'
import type { Told } from '../provider.ts'
import { claudeAsks, type Requested } from './asks.ts'
import { streamedBlocks } from './blocks.ts'
import { claudeCalls } from './calls.ts'
import { claudeChildren } from './children.ts'
import { retryText, saidBy } from './notices.ts'
import { claudeCan, type Opening } from './opening.ts'
import { contextOf, isNothing, outcomeOf, tokensOf } from './outcome.ts'
import { claudePlan } from './plan.ts'
import type { SdkPermissionResult } from './sdk.ts'

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

type Turn = {
  id: string
  startedAt: number
  uuid: string | null
  /** Its prompt stands in Claude Code's own queue: what comes meanwhile is not its answer. */
  waiting: boolean
  taken: boolean
  interrupted: boolean
  /** The error that the last answer of the model was. */
  error?: string
  /** What the requests of the turn used, as far as it was seen. */
  seen: Map<string, ToldUsage>
}

type Notice = Extract<Item, { kind: 'notice' }>
type Compaction = Extract<Item, { kind: 'compaction' }>

export function translator({ run, now }: { run: string; now: () => number }): Translator {
  let told: Told[] = []
  let turn: Turn | null = null
  let own = 0
  let session: string | null = null
  let cwd = ''
  let retrying: Notice | null = null
  let compaction: Compaction | null = null
  /** What was written last into a file of plans: a request to approve it may hold nothing of it. */
  let planText: string | undefined
  let context = 0
  let contextSize: number | undefined
  const requests = new Map<string, string>()
  const steers = new Map<string, string>()
  const lanes = new Map<string | undefined, Lane>()

  const put = (one: Told): void => void told.push(one)
  const tell = (report: Report, key?: string): void => put(about(key, report))
  const names = itemNames(run)
  const calls = claudeCalls({ names, tell: put, cwd: () => cwd })
  const asks = claudeAsks(run, () => cwd, put)
  const facts = tellFacts(put)
  const children = claudeChildren(put, now)
  const blocks = streamedBlocks(calls)
  const plan = claudePlan()

  function laneOf(key: string | undefined): Lane {
    const lane = lanes.get(key) ?? openLane(key, names, put)
    lanes.set(key, lane)
    return lane
  }

  function notice(level: 'info' | 'warning' | 'error', text: string, key?: string): void {
    tell(
      { type: 'item.set', item: { id: names.next(), settled: true, kind: 'notice', level, text } },
      key,
    )
  }

  function unknown(message: unknown, why: string): void {
    tell({ type: 'wire.unknown', wire: clipped(JSON.stringify(message) ?? 'undefined'), why })
  }

  function begin(id: string, prompt: string | undefined, uuid: string | null): void {
    turn = {
      id,
      startedAt: now(),
      uuid,
      waiting: false,
      taken: uuid === null,
      interrupted: false,
      seen: new Map(),
    }
    tell({ type: 'turn.started', turn: id, ...(prompt !== undefined && { prompt }) })
  }

  /** The agent goes on by itself: a subagent in the background came back. */
  function active(lane: Lane): void {
    if (lane.key === undefined && !turn) begin(`${run}:turn${++own}`, undefined, null)
  }

  function rest(lane: Lane, outcome: Outcome): void {
    lane.close()
    calls.settle(lane, outcome !== 'completed')
  }

  function retry(message: Wire): void {
    if (turn) turn.taken = true
    const id = retrying?.id ?? names.next()
    retrying = { id, settled: false, kind: 'notice', level: 'warning', text: retryText(message) }
    tell({ type: 'item.set', item: retrying })
  }

  /** It went on, or gave up: the last try stands. */
  function retried(): void {
    if (retrying) tell({ type: 'item.set', item: { ...retrying, settled: true } })
    retrying = null
  }

  function init(message: Wire): void {
    const id = asText(message.session_id)
    if (session !== null && id !== undefined && id !== session)
      notice(
        'warning',
        `Claude Code goes on under another session id, ${id}: it is a fork of ${session}.`,
      )
    session = id ?? session
    cwd = asText(message.cwd) ?? cwd
    const model = asText(message.model)
    const mode = asText(message.permissionMode)
    const commands = message.slash_commands
    facts.changed(undefined, {
      ...(model !== undefined && { model }),
      ...(mode !== undefined && { mode }),
      ...(Array.isArray(commands) && {
        commands: commands.filter((name) => typeof name === 'string'),
      }),
    })
  }

  function assistant(message: Wire): void {
    const lane = laneOf(children.keyOf(message))
    active(lane)
    if (lane.key === undefined) compaction = null
    const body = asObject(message.message) ?? {}
    const id = asText(body.id)
    const error = asText(message.error)
    if (lane.key !== undefined && id !== undefined) requests.set(lane.key, id)
    if (turn && lane.key === undefined) {
      if (error !== undefined) turn.error = error
      if (id !== undefined && error === undefined && body.usage !== undefined) {
        turn.seen.set(id, tokensOf(body.usage))
        context = contextOf(body.usage)
      }
    }
    for (const block of asObjects(body.content)) {
      const text = asText(block.text) ?? asText(block.thinking) ?? ''
      if (block.type === 'text' && error !== undefined) notice('error', text, lane.key)
      else if (block.type === 'text' || block.type === 'thinking') {
        const kind = block.type === 'text' ? 'message' : 'thought'
        if (lane.key === undefined) blocks.whole(lane, kind, id, text)
        else {
          lane.close()
          lane.say(kind, id, text)
          lane.close()
        }
      } else if (typeof block.id === 'string' && typeof block.name === 'string') {
        lane.close()
        calls.made(lane, block.id, block.name, block.input)
        planned(lane, plan.called(block.name, block.input))
        planText = writtenPlan(block.name, block.input) ?? planText
      }
    }
  }

  function planned(lane: Lane, entries: ReturnType<typeof plan.called>): void {
    if (!entries) return
    const settled = entries.every(({ status }) => status === 'completed')
    const id = lane.key === undefined ? `${run}:plan` : `${run}:${lane.key}:plan`
    tell({ type: 'item.set', item: { id, settled, kind: 'plan', entries } }, lane.key)
  }

  function user(message: Wire): void {
    const { content } = asObject(message.message) ?? {}
    const decisions = asObjects(message.tool_result_meta)
    if (typeof content === 'string') return summary(message, content)
    for (const block of asObjects(content)) {
      if (block.type === 'text') summary(message, asText(block.text) ?? '')
      const id = asText(block.tool_use_id)
      if (block.type !== 'tool_result' || id === undefined) continue
      const failed = block.is_error === true
      const call = calls.returned(id, block.content, failed, message.tool_use_result)
      if (!call) {
        unknown(message, 'a result of a call that was not told')
        continue
      }
      const { name, input, title } = call.item
      if (!failed) planned(call.lane, plan.returned(name, input, message.tool_use_result))
      const why = ruled(asObject(decisions.find((one) => one.id === id)?.permission_decision))
      if (why !== null) notice('info', `${why}: ${title}`, call.lane.key)
    }
  }

  function compacted(patch: Omit<Compaction, 'id' | 'kind'>): void {
    compaction = { kind: 'compaction', id: compaction?.id ?? names.next(), ...compaction, ...patch }
    tell({ type: 'item.set', item: compaction })
  }

  /** The summary that a compaction left comes as a message which nobody wrote. */
  function summary(message: Wire, text: string): void {
    if (!compaction || message.isSynthetic !== true) return
    compacted({ settled: true, summary: text })
    compaction = null
  }

  function stream(message: Wire): void {
    const key = children.keyOf(message)
    const event = asObject(message.event) ?? {}
    const lane = laneOf(key)
    active(lane)
    blocks.streamed(lane, event)
    if (key !== undefined || !turn) return
    const whole = event.type === 'message_start' ? asObject(event.message) : undefined
    const id = asText(whole?.id) ?? [...turn.seen.keys()].at(-1)
    if (id === undefined || (event.type !== 'message_start' && event.type !== 'message_delta'))
      return
    const usage = { ...tokensOf(whole?.usage ?? {}), ...pickOutput(turn.seen.get(id), event) }
    turn.seen.set(id, usage)
    context = Object.values(usage).reduce((sum, count) => sum + count, 0)
    if (event.type === 'message_delta') measured()
  }

  function system(message: Wire, usage: ToldUsage | undefined): boolean {
    switch (message.subtype) {
      case 'init':
        init(message)
        return true
      case 'api_retry':
        retry(message)
        return true
      case 'status':
        status(message)
        return true
      case 'commands_changed':
        facts.changed(undefined, {
          commands: asObjects(message.commands).flatMap(({ name }) => asText(name) ?? []),
        })
        return true
      case 'compact_boundary': {
        const about = asObject(message.compact_metadata) ?? {}
        const before = asNumber(about.pre_tokens)
        const after = asNumber(about.post_tokens)
        compacted({
          settled: true,
          ...(before !== undefined && { before }),
          ...(after !== undefined && { after }),
        })
        if (after !== undefined) context = after
        measured()
        return true
      }
      case 'task_started': {
        const call = asText(message.tool_use_id)
        const key = children.started(message, call === undefined ? undefined : calls.get(call))
        if (key !== undefined && call !== undefined) calls.spawned(call, key)
        return true
      }
      case 'task_updated':
        children.updated(message)
        return true
      case 'task_notification': {
        const lane = laneOf(asText(message.task_id) ?? '')
        rest(lane, message.status === 'completed' ? 'completed' : 'failed')
        children.ended(message, {
          usage,
          last: lane.lastMessage(),
          interrupted: turn?.interrupted ?? false,
        })
        return true
      }
      default:
        return false
    }
  }

  function status(message: Wire): void {
    const mode = asText(message.permissionMode)
    if (mode !== undefined) facts.changed(undefined, { mode })
    if (message.status === 'compacting' && !compaction) compacted({ settled: false })
    if (message.compact_result !== 'failed') return
    if (compaction) compacted({ settled: true })
    compaction = null
    notice(
      'warning',
      `The context could not be compacted: ${asText(message.compact_error) ?? 'no reason was told'}.`,
    )
  }

  function measured(): void {
    if (context > 0 && contextSize !== undefined) facts.measured(undefined, context, contextSize)
  }

  function result(message: Wire): void {
    const origin = asObject(message.origin)?.kind
    const total = asNumber(message.total_cost_usd)
    const sizes = Object.values(asObject(message.modelUsage) ?? {}).map((one) =>
      asNumber(asObject(one)?.contextWindow),
    )
    contextSize = sizes.find((size) => size !== undefined) ?? contextSize
    if (!turn || turn.waiting) return
    // A subagent that was lost with an earlier process is told like a turn in which nothing was done.
    if (message.num_turns === 0 && origin === 'task-notification') return
    measured()
    const ended = turn
    const { outcome, error } = outcomeOf(message, ended.interrupted, ended.error)
    let usage = tokensOf(message.usage)
    // A turn that was cut off is told with zeros.
    if (isNothing(usage)) usage = [...ended.seen.values()].reduce(sum, usage)
    rest(laneOf(undefined), outcome)
    turn = null
    tell({
      type: 'turn.ended',
      turn: ended.id,
      outcome,
      ...(error && { error }),
      usage,
      ...(total !== undefined && { totalCostUsd: total }),
      durationMs: Math.max(0, now() - ended.startedAt),
    })
  }

  function lifecycle(message: Wire): void {
    const uuid = asText(message.command_uuid) ?? ''
    if (turn?.uuid === uuid) {
      turn.waiting = message.state === 'queued'
      turn.taken ||= !turn.waiting
    }
    const prompt = steers.get(uuid)
    if (message.state === 'queued' || prompt === undefined) return
    steers.delete(uuid)
    if (!turn && message.state === 'started') begin(`${run}:turn${++own}`, prompt, uuid)
  }

  function read(message: Wire, usage: ToldUsage | undefined): void {
    if (message.type !== 'system' || message.subtype !== 'api_retry') {
      if (['assistant', 'stream_event', 'result'].includes(String(message.type))) retried()
    }
    switch (message.type) {
      case 'assistant':
        return assistant(message)
      case 'user':
        return user(message)
      case 'stream_event':
        return stream(message)
      case 'result':
        return result(message)
      case 'command_lifecycle':
        return lifecycle(message)
      default: {
        if (message.type === 'system' && system(message, usage)) return
        const said = saidBy(message)
        if (said === undefined)
          unknown(
            message,
            `a message that we do not know: ${String(message.type)} ${typeof message.subtype === 'string' ? message.subtype : ''}`.trim(),
          )
        else if (said) notice(said.level, said.text)
      }
    }
  }

  function batch(work: () => void): Told[] {
    work()
    const batch = told
    told = []
    return batch
  }

  return {
    opened: (opening) =>
      batch(() => {
        const { continuity, model, mode, version, commands } = opening
        session = opening.session
        cwd = opening.cwd
        const ready = {
          type: 'agent.ready' as const,
          run,
          token: session,
          continuity,
          can: claudeCan,
          ...(model !== undefined && { model }),
          cwd,
          ...(mode !== undefined && { mode }),
          ...(version !== undefined && { agentVersion: version }),
        }
        tell(ready)
        facts.begin(ready)
        if (commands.length > 0) facts.changed(undefined, { commands })
      }),
    prompted: (id, prompt, uuid) =>
      batch(() => {
        laneOf(undefined).close()
        if (turn) {
          // It went on by itself in the same moment: what it says from now on answers the prompt.
          const { startedAt } = turn
          tell({
            type: 'turn.ended',
            turn: turn.id,
            outcome: 'completed',
            durationMs: now() - startedAt,
          })
        }
        begin(id, prompt, uuid)
      }),
    steered: (prompt, uuid) => void steers.set(uuid, prompt),
    interrupted: () => {
      if (turn) turn.interrupted = true
    },
    received: (value, usage) =>
      batch(() => {
        const message = asObject(value)
        if (message) read(message, usage)
        else unknown(value, 'no message of the SDK')
      }),
    asked(request, settle) {
      const { call, agent, ...rest } = request
      const key = agent ?? calls.get(call)?.lane.key
      const item = calls.get(call)?.item.id
      let cancel: () => void = () => undefined
      const opened = batch(() => {
        const plan = asText(asObject(calls.get(call)?.item.input)?.plan) ?? planText
        cancel = asks.request(
          { ...rest, key, item, ...(plan !== undefined && { plan }) },
          settle,
        ).cancel
      })
      return { told: opened, cancel: () => batch(cancel) }
    },
    answered(ask, answer) {
      let waited = false
      const next = batch(() => {
        waited = asks.answer(ask, answer)
      })
      return { waited, told: next }
    },
    unreadable: (text, why) =>
      batch(() => tell({ type: 'wire.unknown', wire: clipped(text), why })),
    notice: (level, text) => batch(() => notice(level, text)),
    beat: () =>
      batch(() => {
        for (const lane of lanes.values()) lane.beat()
      }),
    dirty: () => lanes.values().some((lane) => lane.dirty()),
    ended: () =>
      batch(() => {
        asks.withdraw()
        for (const lane of lanes.values()) rest(lane, 'crashed')
      }),
    inTurn: () => turn !== null,
    taken: () => turn?.taken ?? false,
    lastRequest: (child) => requests.get(child),
    session: () => session,
  }
}

function sum(a: ToldUsage, b: ToldUsage): ToldUsage {
  return {
    inputTokens: (a.inputTokens ?? 0) + (b.inputTokens ?? 0),
    outputTokens: (a.outputTokens ?? 0) + (b.outputTokens ?? 0),
    cacheReadTokens: (a.cacheReadTokens ?? 0) + (b.cacheReadTokens ?? 0),
    cacheWriteTokens: (a.cacheWriteTokens ?? 0) + (b.cacheWriteTokens ?? 0),
  }
}

/** The final count of what was written comes with the end of an answer; all else was told at its start. */
function pickOutput(before: ToldUsage | undefined, event: Wire): ToldUsage {
  const written = asNumber(asObject(event.usage)?.output_tokens)
  return { ...before, ...(written !== undefined && { outputTokens: written }) }
}

/** What the person's own rules or hooks settled before anybody was asked; null: nothing of that kind. */
function ruled(decision: Wire | undefined): string | null {
  const reason = decision?.reason_type
  const how = decision?.decision === 'accept' ? 'Allowed' : 'Denied'
  if (reason === 'rule') return `${how} by your own Claude Code rules`
  return reason === 'hook' || decision?.source === 'hook' ? `${how} by your own hook` : null
}

function writtenPlan(name: string, input: unknown): string | undefined {
  const { file_path: path, content } = asObject(input) ?? {}
  return name === 'Write' && /[\\/]plans[\\/][^\\/]+\.md$/.test(asText(path) ?? '')
    ? asText(content)
    : undefined
}
