import type { Answer } from '../../core/ask.ts'
import type { AgentError, Outcome, Report } from '../../core/report.ts'
import type { RpcId } from '../../process/rpc.ts'
import type { Told } from '../provider.ts'
import { agentError, outcomeOfStop } from './agent-error.ts'
import type { AskResponse } from './asks.ts'
import { toolContent } from './content.ts'
import type { Opening } from './opening.ts'
import { initialized, readyFact, sessionOpened, standing, unopened } from './opening.ts'
import { translatorParts } from './parts.ts'
import { usageOfTurn } from './told-usage.ts'
import { chosen, isAboutChildren, isHistory } from './updates.ts'
import { asObject, asText, type Wire } from '../telling/wire.ts'

/**
 * What passes between us and one agent, as reports. It sees every message both ways in the order in which
 * they passed, because a response says only by its id what it answers. No effects: what has to be sent is
 * left in `replies`. Item ids are `<run>:` and the agent's own id of the message or call.
 */
export type Translator = {
  /** A turn begins: its prompt is about to be sent. */
  prompted(turn: string, prompt: string): Told[]
  /** The turn that began was never sent. */
  unsent(outcome: Outcome): Told[]
  sent(message: unknown): Told[]
  /** `text` is the line that the message was read from. */
  received(message: unknown, text: string): Told[]
  /** A line that no message could be read from. */
  unreadable(text: string, why: string): Told[]
  /** The session is open and set up: tells `agent.ready`. */
  opened(): Told[]
  /** Records what grew or changed since the last time. To be called at least once a second while `dirty`. */
  beat(): Told[]
  dirty(): boolean
  /** Nothing more will come: settles what was growing. The turn is left open; its owner knows why it ended. */
  ended(): Told[]
  opening(): Opening
  inTurn(): boolean
  waits(request: RpcId): boolean
  /** False: nothing waits for this answer. What it brings up is told. */
  answered(ask: string, answer: Answer): { waited: boolean; told: Told[] }
  /** Withdraws every open ask, as the protocol demands of a cancel. */
  withdraw(): Told[]
  /** Responses that are owed to the agent, each given once. */
  replies(): AskResponse[]
  /** Says something to the person in the agent's own transcript. */
  notice(level: 'info' | 'warning' | 'error', text: string): Told[]
  /** Whether this subagent takes a cancel of its own. */
  cancellable(child: string): boolean
}

export function translator({ run, now }: { run: string; now: () => number }): Translator {
  let told: Told[] = []
  let owed: AskResponse[] = []
  let opening: Opening = unopened
  let replaying = false
  let turn: { id: string; startedAt: number; cancelled: boolean } | null = null
  let totalCostUsd: number | undefined
  const pending = new Map<RpcId, { method: string; params: Wire }>()
  const refused = new Set<string>()

  const parts = translatorParts({
    run,
    now,
    tell: (one) => void told.push(one),
    isMain,
    onCost: (total) => {
      totalCostUsd = total
    },
    owe: (responses) => void owed.push(...responses),
  })
  const { calls, asks, facts, children, spawns, readers } = parts
  const tell = (report: Report): void => void told.push({ report })

  function endTurn(outcome: Outcome, error: AgentError | undefined, response: Wire): void {
    if (!turn) return
    const { id, startedAt } = turn
    children.flush()
    parts.rest(parts.main(), outcome)
    spawns.turnOver(outcome)
    children.flush()
    // A subagent in the background may still wait for its answer.
    owed.push(
      ...asks.withdraw(({ key }) => key === undefined || children.get(key)?.phase !== 'running'),
    )
    const usage = usageOfTurn(response)
    turn = null
    tell({
      type: 'turn.ended',
      turn: id,
      outcome,
      ...(error && { error }),
      ...(usage && { usage }),
      ...(totalCostUsd !== undefined && { totalCostUsd }),
      durationMs: Math.max(0, now() - startedAt),
    })
  }

  function answered(method: string, params: Wire, response: Wire, text: string): void {
    switch (method) {
      case 'initialize':
        opening = initialized(opening, response)
        return
      case 'session/new':
      case 'session/load':
      case 'session/resume':
        opening = sessionOpened(opening, params, response)
        return
      case 'session/set_mode': {
        const mode = asText(params.modeId)
        if (mode !== undefined) facts.changed(undefined, { mode })
        return
      }
      case 'session/set_config_option':
        facts.changed(undefined, chosen(response.configOptions))
        return
      case 'session/prompt': {
        const end = outcomeOfStop(response.stopReason)
        if (!end) parts.unknown(text, 'a turn ended for a reason that we do not know')
        endTurn(end?.outcome ?? 'completed', end?.error, response)
        return
      }
      default:
    }
  }

  function response(id: RpcId, message: Wire, text: string): void {
    const request = pending.get(id)
    if (!request) return parts.unknown(text, 'it answers nothing that was asked')
    pending.delete(id)
    const { error } = message
    if (error === undefined || error === null)
      return answered(request.method, request.params, asObject(message.result) ?? {}, text)
    if (request.method !== 'session/prompt') return
    // Some agents answer a cancelled prompt with an error; the protocol has a word for it.
    if (turn?.cancelled) endTurn('interrupted', undefined, {})
    else endTurn('failed', agentError(error), {})
  }

  function request(id: RpcId, method: string, params: Wire, text: string): void {
    const session = asText(params.sessionId) ?? opening.session ?? ''
    const call = asObject(params.toolCall)
    goesOn(session)
    const lane = parts.laneIn(session, params, call)
    const callId = asText(call?.toolCallId) ?? asText(params.toolCallId)
    if (method === 'session/request_permission' && callId !== undefined) {
      lane.close()
      // Some agents announce a call only by asking for it.
      const known = calls.find(session, callId)
      const asked = known ?? calls.patch(session, callId, lane, call ?? {})
      if (known) calls.shown(known, toolContent(call?.content).diffs)
      calls.record(asked)
      asks.permission(id, lane, params, asked.item)
    } else if (method === 'elicitation/create' && params.mode === 'form') {
      lane.close()
      const item = callId === undefined ? undefined : calls.find(session, callId)?.item
      asks.question(id, lane, params, item)
    } else if (!refused.has(method)) {
      refused.add(method)
      parts.unknown(text, `a request that we do not serve: ${method}`, lane.key)
    }
  }

  function notification(method: string, params: Wire, text: string): void {
    switch (method) {
      case 'session/update':
        return update(params, text)
      case '$/cancel_request':
        owed.push(...asks.withdraw((_, id) => id === params.requestId))
        return
      // Who is logged in, and that a question was settled elsewhere: neither changes anything here.
      case 'auth/status_update':
      case '_auth/status_update':
      case 'elicitation/complete':
        return
      default:
        parts.unknown(text, `a notification that we do not know: ${method}`)
    }
  }

  function update(params: Wire, text: string): void {
    const scope = asText(params.sessionId) ?? opening.session ?? ''
    const wire = asObject(params.update) ?? {}
    const kind = wire.sessionUpdate
    if (replaying && isHistory(kind)) return
    if (!isAboutChildren(kind)) goesOn(scope)
    const lane = parts.laneIn(scope, wire, params)
    if (!isKnown(kind)) {
      parts.unknown(text, `an update that we do not know: ${String(kind)}`, lane.key)
      return
    }
    const why = readers[kind]({ lane, scope, wire })
    if (typeof why === 'string') parts.unknown(text, why, lane.key)
  }

  /** A session does something: what belongs to a start or an end of a child in it has come by now. */
  function goesOn(session: string): void {
    const key = isMain(session) ? undefined : session
    children.flush((child) => child.key === key || child.parent === key)
  }

  function isMain(session: string): boolean {
    return opening.session === null || session === opening.session
  }

  function isKnown(kind: unknown): kind is keyof typeof readers {
    return typeof kind === 'string' && Object.hasOwn(readers, kind)
  }

  function batch(work: () => void): Told[] {
    work()
    const batch = told
    told = []
    return batch
  }

  return {
    prompted: (id, prompt) =>
      batch(() => {
        parts.main().close()
        turn = { id, startedAt: now(), cancelled: false }
        tell({ type: 'turn.started', turn: id, prompt })
      }),
    unsent: (outcome) => batch(() => endTurn(outcome, undefined, {})),
    sent: (value) =>
      batch(() => {
        const message = asObject(value) ?? {}
        const { id } = message
        const method = asText(message.method)
        const params = asObject(message.params) ?? {}
        if (!isId(id)) {
          const ours = method === 'session/cancel' && params.sessionId === opening.session
          if (turn && ours) turn.cancelled = true
          return
        }
        if (method === undefined) return asks.close(id)
        pending.set(id, { method, params })
        // Some go on replaying after they answered, but none before they were asked for something.
        if (method === 'session/load') replaying = true
        if (method === 'session/prompt') replaying = false
      }),
    received: (value, text) =>
      batch(() => {
        const message = asObject(value)
        if (!message) return parts.unknown(text, 'no message of the protocol')
        const { id } = message
        const method = asText(message.method)
        const params = asObject(message.params) ?? {}
        if (method !== undefined && isId(id)) request(id, method, params, text)
        else if (method !== undefined) notification(method, params, text)
        else if (isId(id)) response(id, message, text)
        else parts.unknown(text, 'no message of the protocol')
      }),
    unreadable: (text, why) => batch(() => parts.unknown(text, why)),
    opened: () =>
      batch(() => {
        const ready = readyFact(run, standing(opening, facts.of(undefined)))
        tell(ready)
        facts.begin(ready)
      }),
    beat: () =>
      batch(() => {
        children.flush()
        for (const lane of parts.lanes.values()) lane.beat()
        calls.beat()
      }),
    dirty: () =>
      children.holding() || calls.dirty() || parts.lanes.values().some((lane) => lane.dirty()),
    ended: () =>
      batch(() => {
        children.flush()
        for (const lane of parts.lanes.values()) {
          lane.close()
          calls.settle(lane, { failed: false, background: true })
        }
        calls.beat()
      }),
    opening: () => standing(opening, facts.of(undefined)),
    inTurn: () => turn !== null,
    waits: (request) => asks.waits(request),
    answered(ask, answer) {
      let waited = false
      const next = batch(() => void (waited = asks.answer(ask, answer)))
      return { waited, told: next }
    },
    withdraw: () => batch(() => void owed.push(...asks.withdraw(() => true))),
    replies() {
      const replies = owed
      owed = []
      return replies
    },
    notice: (level, text) => batch(() => parts.notice(undefined, level, text)),
    cancellable: (key) => children.get(key)?.cancellable ?? false,
  }
}

function isId(value: unknown): value is RpcId {
  return typeof value === 'string' || typeof value === 'number'
}
