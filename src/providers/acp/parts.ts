import type { Outcome } from '../../core/report.ts'
import { openAsks, type AskResponse, type Asks } from './asks.ts'
import { toolCalls, type Calls } from './calls.ts'
import { childTree, type Children } from './children.ts'
import { tellFacts, type Facts } from '../telling/facts.ts'
import { openLane, type Lane } from '../telling/lane.ts'
import { itemNames } from '../telling/names.ts'
import { sessionMessages } from './session-message.ts'
import { callSpawns, type Spawns } from './spawns.ts'
import { about, type Tell } from '../telling/tell.ts'
import { updateReaders } from './updates.ts'
import { asText, clipped, type Wire } from '../telling/wire.ts'
import { vendorMeta } from './vendor.ts'

/** What the translator is made of: the texts, calls, subagents and questions of one agent. */
export type Parts = {
  lanes: ReadonlyMap<string | undefined, Lane>
  calls: Calls
  asks: Asks
  facts: Facts
  children: Children
  spawns: Spawns
  readers: ReturnType<typeof updateReaders>
  /** The agent's own lane. */
  main(): Lane
  /** Where a message under this session belongs. The wires are those that may name a parent. */
  laneIn(session: string, ...wires: (Wire | undefined)[]): Lane
  /** A session rests: what was growing is whole, and no more will come of its open calls. */
  rest(lane: Lane, outcome: Outcome): void
  notice(key: string | undefined, level: 'info' | 'warning' | 'error', text: string): void
  unknown(text: string, why: string, key?: string): void
}

export function translatorParts(options: {
  run: string
  now: () => number
  tell: Tell
  /** Whether this is the agent's own session, not a subagent's. */
  isMain: (session: string) => boolean
  onCost: (total: number) => void
  /** Takes responses that are owed to the agent. */
  owe: (responses: AskResponse[]) => void
}): Parts {
  const { run, now, tell, isMain, onCost, owe } = options
  const lanes = new Map<string | undefined, Lane>()
  const names = itemNames(run)
  const calls = toolCalls(names, tell)
  const asks = openAsks(run, tell, owe)
  const facts = tellFacts(tell)
  const children = childTree({
    tell,
    now,
    outputOf: ({ key }) => laneOf(key).lastMessage(),
    onOver({ key }, { outcome }) {
      rest(laneOf(key), outcome)
      owe(asks.withdraw((lane) => lane.key === key))
    },
  })
  const spawns = callSpawns({ children, calls })
  const messages = sessionMessages({
    children,
    keyOf: (session) => (isMain(session) ? undefined : children.get(session) ? session : null),
    onMessage: ({ key }, text) => notice(key, 'info', `Its parent says: ${text}`),
  })
  const readers = updateReaders({
    run,
    tell,
    names,
    calls,
    children,
    spawns,
    messages,
    facts,
    onCost,
  })

  function laneOf(key: string | undefined): Lane {
    const lane = lanes.get(key) ?? openLane(key, names, tell)
    lanes.set(key, lane)
    return lane
  }

  function rest(lane: Lane, outcome: Outcome): void {
    lane.close()
    calls.settle(lane, { failed: outcome !== 'completed', background: false })
  }

  function notice(
    key: string | undefined,
    level: 'info' | 'warning' | 'error',
    text: string,
  ): void {
    const item = { id: names.next(), settled: true, kind: 'notice' as const, level, text }
    tell(about(key, { type: 'item.set', item }))
  }

  return {
    lanes,
    calls,
    asks,
    facts,
    children,
    spawns,
    readers,
    main: () => laneOf(undefined),
    laneIn(session, ...wires) {
      if (!isMain(session)) return laneOf(session)
      // Under the agent's own session a message can be a subagent's: it then names the call of its parent.
      const parents = wires.map((wire) => asText(vendorMeta(wire)?.parentToolUseId))
      const parent = parents.find((id) => id !== undefined)
      return laneOf(parent === undefined ? undefined : spawns.keyOf(session, parent))
    },
    rest,
    notice,
    unknown: (text, why, key) =>
      tell(about(key, { type: 'wire.unknown', wire: clipped(text), why })),
  }
}
