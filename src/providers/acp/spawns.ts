import type { Outcome } from '../../core/report.ts'
import type { Call, Calls } from './calls.ts'
import type { Child, Children } from './children.ts'
import { asObject, asText, type Wire } from '../telling/wire.ts'
import { vendorMeta } from './vendor.ts'

/** Tools that spawn a subagent, where the agent does not tell its subagents as sessions. */
const spawnTools = ['Agent', 'Task', 'dispatch_agent']

export type Spawns = {
  /** The agent tells its subagents as sessions: then no call is taken for a spawn by its name. */
  toldAsSessions(): void
  /** A call is about to be patched, and was: it may be a spawn, or the end of one. */
  seen(call: Call, wireId: string, wire: Wire): void
  /** A message names this call as its parent: the key of the subagent that it belongs to. */
  keyOf(scope: string, wireId: string): string
  /** A child that has a session of its own was spawned by this call. */
  link(scope: string, wireId: string, child: Child): void
  /** The turn is over, and with it what did not go on in the background. */
  turnOver(outcome: Outcome): void
}

/** Subagents known by the tool call that spawned them: the key of such a child is the id of its call. */
export function callSpawns({ children, calls }: { children: Children; calls: Calls }): Spawns {
  const spawned = new Set<Child>()
  const linked = new Map<string, string>()
  let sessions = false

  function childOf(call: Call, wireId: string): Child {
    const child = children.announce(wireId, call.lane.key)
    const input = asObject(call.item.input) ?? {}
    const { name, description, subagent_type: kind } = input
    const toolName = call.item.name === '' ? call.item.title : call.item.name
    child.toolUse = wireId
    child.name = asText(name) ?? asText(description) ?? asText(kind) ?? toolName
    if (child.phase === 'announced') {
      const prompt = asText(input.prompt)
      if (prompt !== undefined) child.prompt = prompt
      if (input.run_in_background === true) call.background = true
      if (call.background) child.background = true
    }
    spawned.add(child)
    return child
  }

  function begin(child: Child, call: Call): void {
    if (child.phase !== 'announced') return
    calls.spawned(call, child.key)
    children.start(child)
    children.flush()
  }

  return {
    toldAsSessions: () => {
      sessions = true
    },
    seen(call, wireId, wire) {
      const { item } = call
      if (linked.has(wireId)) return
      if (!children.get(wireId) && (sessions || !spawnTools.includes(item.name))) return
      const child = childOf(call, wireId)
      const response = asObject(vendorMeta(wire)?.toolResponse)
      if (response?.status === 'async_launched') call.background = child.background = true
      // Its input comes in pieces; a call that failed before it had all of it spawned nothing.
      const failed = item.status === 'failed'
      if (child.prompt !== undefined || (item.status !== 'pending' && !failed)) begin(child, call)
      if (!item.settled || call.background || child.phase === 'announced') return
      const { output } = item
      children.end(child, {
        outcome: failed ? 'failed' : 'completed',
        ...(failed && { error: { kind: 'other', message: output ?? 'The subagent failed.' } }),
        ...(output !== undefined && { output }),
      })
    },
    keyOf(scope, wireId) {
      const key = linked.get(wireId)
      if (key !== undefined) return key
      const call = calls.find(scope, wireId)
      if (call) begin(childOf(call, wireId), call)
      return wireId
    },
    link(scope, wireId, child) {
      linked.set(wireId, child.key)
      const call = calls.find(scope, wireId)
      if (!call) return
      child.toolUse = wireId
      calls.spawned(call, child.key)
    },
    turnOver(outcome) {
      for (const child of spawned) {
        if (child.phase === 'over') spawned.delete(child)
        else if (child.phase === 'running' && !child.background) children.end(child, { outcome })
      }
    },
  }
}
