import type { Recorded } from '../../src/core/event.ts'
import type { Item } from '../../src/core/item.ts'
import { account, measure, type Account, type Accounts, type Line } from './account.ts'
import type { RealWorld } from './real-world.ts'

type Of<Type extends Recorded['type']> = Recorded & { type: Type }

/**
 * What was recorded of one session, told strictly: a text that goes on elsewhere than where it stood, an
 * item that begins twice or changes when it was settled is a fault and throws.
 * `holed`: the agent's own ids of the items of which something was lost; they are left out.
 */
export function accountOf(
  events: readonly Recorded[],
  holed: ReadonlySet<string> = new Set(),
): Account {
  const its = account(null)
  const items = new Map<string, { line: Line; settled: boolean }>()

  function set(item: Item) {
    const line = lineOf(item)
    const known = items.get(item.id)
    if (line === null) return
    if (known && (line.kind === 'message' || line.kind === 'thought'))
      throw new Error(`${item.id} began twice`)
    if (known?.line.kind === 'tool') {
      Object.assign(known.line, line)
      known.settled = item.settled
      return
    }
    its.lines.push(line)
    items.set(item.id, { line, settled: item.settled })
  }

  function grow(event: Of<'item.grew'>) {
    const known = items.get(event.id)
    const line = known?.line
    if (!known || !line || !('text' in line || 'output' in line))
      throw new Error(`${event.id} grew before it began`)
    const had = 'text' in line ? line.text : line.output
    if (known.settled || event.offset !== had.length)
      throw new Error(`${event.id} grew at ${event.offset} and had ${had.length}`)
    if ('text' in line) line.text += event.text
    else line.output += event.text
    known.settled = event.settled
  }

  for (const [index, event] of events.entries()) {
    if (event.version !== index + 1) throw new Error(`version ${event.version} at place ${index}`)
    if (event.type === 'session.created') its.parent = event.parent?.id ?? null
    if (event.type === 'item.set' && !holed.has(ownId(event.item.id))) set(event.item)
    if (event.type === 'item.grew' && !holed.has(ownId(event.id))) grow(event)
    if (event.type === 'ask.opened')
      its.lines.push({ kind: 'ask', what: event.ask.kind, title: event.ask.title })
    if (event.type === 'context.measured') measure(its, event.used, event.size)
    if (event.type === 'wire.unknown') its.unknown += 1
    if (event.type === 'turn.ended') its.lines.push(endOf(event))
  }
  return its
}

function endOf({ outcome, usage }: Of<'turn.ended'>): Line {
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, costUsd } = usage
  return {
    kind: 'end',
    outcome,
    tokens: [inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens],
    costUsd: costUsd === null ? null : Math.round(costUsd * 1e6) / 1e6,
  }
}

/** What was recorded of a session and its subagents. Also proves that no two sessions stand for one subagent. */
export async function recorded(
  world: RealWorld,
  id: string,
  holed?: ReadonlySet<string>,
): Promise<Accounts> {
  const ids = [id, ...world.feed.fleet.descendants(id).map((child) => child.id)]
  const all: Accounts = {}
  const keys = new Map(ids.map((one) => [one, world.session(one).child?.key ?? '']))
  for (const one of ids) {
    const its = accountOf(await world.events(one), holed)
    const key = keys.get(one) ?? ''
    if (all[key]) throw new Error(`two sessions stand for ${key}`)
    all[key] = { ...its, parent: its.parent === null ? null : (keys.get(its.parent) ?? its.parent) }
  }
  return all
}

/** The agent's own id stands behind the run's; a second item of the same id would bear `.2`. */
export function ownId(id: string): string {
  return id.slice(id.indexOf(':') + 1)
}

function lineOf(item: Item): Line | null {
  const id = ownId(item.id)
  switch (item.kind) {
    case 'message':
    case 'thought':
      return { kind: item.kind, id, text: item.text }
    case 'tool': {
      const { title, status, input = null, output = '' } = item
      return { kind: 'tool', id, title, status, input, output }
    }
    case 'plan':
      return { kind: 'plan', entries: item.entries }
    case 'notice':
    case 'compaction':
      return null
  }
}
