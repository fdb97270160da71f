import type { Recorded } from '../core/event.ts'
import type { Item } from '../core/item.ts'
import type { Outcome } from '../core/report.ts'
import type { Session } from '../core/session.ts'
import type { Usage } from '../core/usage.ts'
import type { Content } from './content.ts'
import { callSpan, placeOf, type Place } from './ids.ts'
import { putNewest } from './newest.ts'
import { known, toolName, type Attributes, type SpanData } from './span.ts'

type Tool = Item & { kind: 'tool' }
type Ended = Recorded & { type: 'turn.ended' }
type End = {
  at: number
  outcome: Outcome
  usage?: Usage
  error?: string
}

/** A turn whose end was not told yet, or the last one of a session: what runs below it hangs on it. */
type Turn = Place & {
  id: string
  startedAt: number
  prompt: string | null
  /** The turn of the parent that it began in; null for a turn of its own. */
  above: Turn | null
  /** Calls under way, by item. */
  calls: Map<string, { item: Tool; startedAt: number }>
  /** Calls that are over: told again, they make no second span. */
  over: Set<string>
  /** Which call spawned which subagent: by the provider's key of the subagent, and by the call itself. */
  spawns: Map<string, string>
  waits: Map<string, number>
  waited: number
  left: number
}

/** More calls than this in one turn are counted, not traced: nothing is unbounded. */
const mostCalls = 2_000
/** So many sessions' last turns are known: what begins below an older one begins a trace of its own. */
const mostRested = 10_000

/**
 * Recorded events in, finished spans out: a trace a turn, with its tool calls and the turns of its
 * subagents below it. No clock, no effects; the ids follow from the events (see `ids.ts`). What a
 * subagent does after its parent rests stays in the trace that it was begun in.
 */
export type Turns = {
  take(event: Recorded): SpanData[]
  /** Where a turn hangs, while it runs and until the session's next one. */
  place(session: string, turn: string): Place | null
  /** After old events: turns that are over meanwhile are, and whoever saw their end told of it. */
  catchUp(): void
  forget(sessions: readonly string[]): void
}

export function turns(look: (id: string) => Session | undefined, content: Content): Turns {
  const open = new Map<string, Turn>()
  const last = new Map<string, Turn>()
  const versions = new Map<string, string>()

  function begin(session: string, id: string, at: number, prompt: string | null): Turn {
    const parent = look(session)?.parentId ?? null
    const above = parent === null ? null : (open.get(parent) ?? last.get(parent) ?? null)
    const turn: Turn = {
      ...placeOf(session, id, above?.trace),
      id,
      startedAt: at,
      prompt,
      above,
      calls: new Map(),
      over: new Set(),
      spawns: new Map(),
      waits: new Map(),
      waited: 0,
      left: 0,
    }
    open.set(session, turn)
    return turn
  }

  function end(session: string, turn: Turn, told: End): SpanData[] {
    open.delete(session)
    const { at, outcome, usage, error } = told
    const cut = error ?? (outcome === 'completed' ? 'unfinished' : outcome)
    const calls = [...turn.calls.values()].map(({ item }) => over(session, turn, item, at, cut))
    const its = look(session)
    keep(session, turn, its !== undefined && its.children.length > 0)
    const agent = its?.agent ?? 'unknown'
    const span: SpanData = {
      trace: turn.trace,
      span: turn.span,
      parent: parentOf(its, turn),
      name: `invoke_agent ${agent}`,
      // A subagent lives inside the agent's process; the agent itself is another one than ours.
      kind: its?.child ? 'internal' : 'client',
      startedAt: turn.startedAt,
      endedAt: Math.max(turn.startedAt, at),
      attributes: {
        ...known({
          'gen_ai.operation.name': 'invoke_agent',
          'gen_ai.provider.name': its?.child ? null : agent,
          'gen_ai.agent.version': its?.child ? null : versions.get(session),
          'gen_ai.request.model': its?.model,
          'signalbox.turn.id': turn.id,
          'signalbox.turn.outcome': outcome,
          'signalbox.turn.waited': turn.waited > 0 ? turn.waited / 1000 : null,
          'signalbox.turn.untraced_calls': turn.left > 0 ? turn.left : null,
        }),
        ...whose(session),
        ...(usage && used(usage, its?.child != null)),
        ...content.ofTurn(session, turn.prompt),
      },
      error: error ?? null,
    }
    return [...calls, span]
  }

  /** What hangs on a turn from now on needs its place and its spawns, not what led to it. */
  function keep(session: string, turn: Turn, spawned: boolean) {
    const spawns = spawned ? turn.spawns : new Map<string, string>()
    const rested = { ...turn, above: null, calls: new Map(), over: new Set<string>(), spawns }
    putNewest(last, session, rested, mostRested)
  }

  /** The call that spawned it, where that is known; else the turn that it began in. */
  function parentOf(its: Session | undefined, { above }: Turn): string | null {
    if (above === null) return null
    const { key, toolUse } = its?.child ?? { key: null, toolUse: null }
    const call = above.spawns.get(`child ${key}`) ?? above.spawns.get(`call ${toolUse}`)
    return call === undefined || !its?.parentId ? above.span : callSpan(its.parentId, call)
  }

  function called(session: string, turn: Turn, item: Tool, at: number): SpanData[] {
    const { calls, over: done, spawns } = turn
    if (done.has(item.id)) return []
    const before = calls.get(item.id)
    if (!before && calls.size + done.size >= mostCalls) {
      if (item.settled) turn.left++
      return []
    }
    spawns.set(`call ${item.id.slice(item.id.indexOf(':') + 1)}`, item.id)
    if (item.child !== undefined) spawns.set(`child ${item.child}`, item.id)
    calls.set(item.id, { item, startedAt: before?.startedAt ?? at })
    return item.settled ? [over(session, turn, item, at, null)] : []
  }

  function over(session: string, turn: Turn, item: Tool, at: number, cut: string | null): SpanData {
    const startedAt = turn.calls.get(item.id)?.startedAt ?? at
    turn.calls.delete(item.id)
    turn.over.add(item.id)
    const name = toolName(item)
    return {
      trace: turn.trace,
      span: callSpan(session, item.id),
      parent: turn.span,
      name: `execute_tool ${name}`,
      kind: 'internal',
      startedAt,
      endedAt: Math.max(startedAt, at),
      attributes: {
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': name,
        'gen_ai.tool.call.id': item.id,
        'signalbox.tool.kind': item.tool,
        ...whose(session),
        ...content.ofCall(item),
      },
      error: cut ?? (item.status === 'failed' ? 'failed' : null),
    }
  }

  function whose(session: string): Attributes {
    const its = look(session)
    return known({
      'gen_ai.agent.name': its?.agent,
      'gen_ai.conversation.id': its?.rootId ?? session,
      'signalbox.session.id': session,
      'signalbox.project.name': its?.project?.split(/[\\/]/).at(-1),
    })
  }

  function ended(event: Ended): SpanData[] {
    const { sessionId, turn: id, at, outcome, usage, durationMs = 0 } = event
    const running = open.get(sessionId)
    // Its beginning was not told: it began as long before as its agent says that it took.
    const turn = running?.id === id ? running : begin(sessionId, id, at - durationMs, null)
    const wrong = outcome === 'failed' || outcome === 'crashed'
    const error = outcome === 'crashed' ? outcome : (event.error?.kind ?? 'other')
    const spans = end(sessionId, turn, { at, outcome, usage, ...(wrong && { error }) })
    if (running && running !== turn) open.set(sessionId, running)
    return spans
  }

  function take(event: Recorded): SpanData[] {
    content.take(event)
    const { sessionId: session, at } = event
    const turn = open.get(session)
    // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- the others begin and end nothing
    switch (event.type) {
      case 'agent.ready':
        if (event.agentVersion !== undefined) versions.set(session, event.agentVersion)
        return []
      case 'turn.started': {
        if (turn?.id === event.turn) return []
        const before = turn ? end(session, turn, { at, outcome: 'interrupted' }) : []
        begin(session, event.turn, at, event.prompt ?? null)
        return before
      }
      case 'turn.ended':
        return ended(event)
      case 'item.set':
        return turn && event.item.kind === 'tool' ? called(session, turn, event.item, at) : []
      case 'item.grew': {
        const call = turn?.calls.get(event.id)
        if (!turn || !call || !event.settled) return []
        return [over(session, turn, { ...call.item, status: 'completed' }, at, null)]
      }
      case 'ask.opened':
        if (turn && turn.waits.size < mostCalls) turn.waits.set(event.ask.id, at)
        return []
      case 'ask.answered': {
        const since = turn?.waits.get(event.id)
        if (turn && since !== undefined && turn.waits.delete(event.id))
          turn.waited += Math.max(0, at - since)
        return []
      }
      case 'session.closed':
        versions.delete(session)
        return turn ? end(session, turn, { at, outcome: 'stopped' }) : []
      default:
        return []
    }
  }

  return {
    take,
    place(session, id) {
      const turn = [open.get(session), last.get(session)].find((one) => one?.id === id)
      return turn ? { trace: turn.trace, span: turn.span } : null
    },
    catchUp() {
      for (const [session, turn] of open) {
        if (look(session)?.turn?.id === turn.id) continue
        open.delete(session)
        keep(session, turn, true)
      }
    },
    forget(sessions) {
      for (const id of sessions) {
        for (const map of [open, last, versions]) map.delete(id)
        content.forget(id)
      }
    },
  }
}

/** The conventions count what came from a cache as input too. They have no cache on a subagent's span. */
function used(usage: Usage, child: boolean): Attributes {
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, costUsd } = usage
  const input = inputTokens + cacheReadTokens + cacheWriteTokens
  const told = input + outputTokens > 0
  return known({
    'gen_ai.usage.input_tokens': told ? input : null,
    'gen_ai.usage.output_tokens': told ? outputTokens : null,
    'gen_ai.usage.cache_read.input_tokens': told && !child ? cacheReadTokens : null,
    'gen_ai.usage.cache_write.input_tokens': told && !child ? cacheWriteTokens : null,
    'signalbox.cost.usd': costUsd,
  })
}
